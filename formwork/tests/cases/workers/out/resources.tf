# Generated from stack.toml by formwork; edit that file.

resource "aws_sqs_queue" "old" {
  name                       = "old"
  visibility_timeout_seconds = 60
}
