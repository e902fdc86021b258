resource "aws_sqs_queue" "jobs" {
  delay_seconds = 10
}

locals {
  name = "other"
}
