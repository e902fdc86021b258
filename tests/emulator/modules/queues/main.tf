terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

locals {
  prefix = "shop"
  queues = {
    jobs  = { days = 4, attempts = 5 }
    mails = { days = 1, attempts = 3 }
  }
  seconds_of_day = 24 * 60 * 60
}

resource "aws_sqs_queue" "main" {
  for_each = local.queues

  name                       = "${local.prefix}-${each.key}"
  message_retention_seconds  = each.value.days * local.seconds_of_day
  visibility_timeout_seconds = each.key == "jobs" ? 120 : 30

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead[each.key].arn
    maxReceiveCount     = each.value.attempts
  })
}

resource "aws_sqs_queue" "dead" {
  for_each = toset(keys(local.queues))

  name                      = "${local.prefix}-${each.value}-dead"
  message_retention_seconds = 1209600
}

output "urls" {
  value = { for name, queue in aws_sqs_queue.main : name => queue.url }
}
