resource "aws_cloudwatch_log_group" "main" {
  skip_destroy = true
}
