# Generated from stack.toml by formwork; edit that file.

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}
