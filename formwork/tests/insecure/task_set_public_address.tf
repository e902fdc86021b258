resource "aws_ecs_task_set" "blue" {
  service         = "web"
  cluster         = "shop"
  task_definition = "web:1"
  launch_type     = "FARGATE"

  network_configuration {
    subnets          = ["subnet-0123456789abcdef0"]
    assign_public_ip = true
  }
}
