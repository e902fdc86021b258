resource "aws_ecs_service" "worker" {
  name            = "worker"
  cluster         = "shop"
  task_definition = "worker:1"
  launch_type     = "FARGATE"

  network_configuration {
    subnets          = ["subnet-0123456789abcdef0"]
    assign_public_ip = true
  }
}
