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

resource "aws_sqs_queue" "orders" {
  name = "orders"

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [policy]
  }
}

resource "aws_sns_topic" "events" {
  name = "events"

  lifecycle {
    precondition {
      condition     = length(aws_sqs_queue.orders.name) < 81
      error_message = "SQS takes 80 characters."
    }
  }
}

resource "aws_sns_topic_subscription" "orders" {
  topic_arn            = aws_sns_topic.events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.orders.arn
  raw_message_delivery = true
}

moved {
  from = aws_sqs_queue.jobs
  to   = aws_sqs_queue.orders
}

removed {
  from = aws_sqs_queue.former

  lifecycle {
    destroy = false
  }
}

check "name" {
  assert {
    condition     = aws_sns_topic.events.name == "events"
    error_message = "Others look for the topic by its name."
  }
}
