resource "aws_cloudwatch_log_group" "worker" {
  name = "/ecs/worker"
}
