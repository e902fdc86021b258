# Generated from stack.toml by formwork; edit that file.

resource "aws_sns_topic" "alarms" {
  kms_master_key_id = "alias/aws/sns"
  name              = "alarms"
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}
