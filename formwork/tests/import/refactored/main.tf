provider "aws" {
  region = "us-west-2"
}

resource "aws_sqs_queue" "orders" {
  name = "tasks"

  lifecycle {
    prevent_destroy      = true
    ignore_changes       = [tags, policy]
    replace_triggered_by = [aws_sns_topic.events]
  }
}

resource "aws_sns_topic" "events" {
  name = "events"

  lifecycle {
    ignore_changes = all

    postcondition {
      condition     = self.name == "events"
      error_message = "Another name."
    }
  }
}

module "mails" {
  source = "../nested/modules/queue"

  name           = "mails"
  settings       = {}
  lifecycle_days = 1
}

moved {
  from = aws_sqs_queue.tasks
  to   = aws_sqs_queue.jobs
}

moved {
  from = aws_sqs_queue.jobs
  to   = aws_sqs_queue.orders
}

moved {
  from = module.letters
  to   = module.mails
}

import {
  to = aws_sns_topic.events
  id = "arn:aws:sns:us-west-2:123456789012:events"
}

removed {
  from = aws_sqs_queue.forgotten

  lifecycle {
    destroy = false
  }
}
