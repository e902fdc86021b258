resource "aws_ecs_task_definition" "worker" {
  family                   = "worker"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512

  container_definitions = jsonencode([{
    name                   = "worker"
    image                  = "worker:1.0"
    readonlyRootFilesystem = true
    user                   = "root"
    logConfiguration       = { logDriver = "awslogs" }
  }])
}
