# Generated from stack.toml by formwork; edit that file.

resource "aws_eip" "office" {
  domain = "vpc"
}

resource "aws_sqs_queue" "jobs" {
  name = "shop-jobs"
}
