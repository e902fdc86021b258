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

variable "on_call" {
  type    = set(string)
  default = ["ops@acme.example"]

  validation {
    condition     = alltrue([for address in var.on_call : can(regex("@", address))])
    error_message = "Each is an e-mail address."
  }
}

locals {
  thresholds = { cpu = 80, memory = 90 }
}

resource "aws_sns_topic" "on_call" {
  name         = "on-call"
  display_name = "On call"
}

resource "aws_sns_topic_subscription" "on_call" {
  for_each = var.on_call

  topic_arn = aws_sns_topic.on_call.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "service" {
  for_each = local.thresholds

  alarm_name          = format("shop-%s", each.key)
  alarm_description   = templatefile("${path.module}/text/alarm.tftpl", { what = upper(each.key), percent = each.value })
  namespace           = "AWS/ECS"
  metric_name         = each.key == "cpu" ? "CPUUtilization" : "MemoryUtilization"
  comparison_operator = "GreaterThanThreshold"
  statistic           = "Average"
  threshold           = each.value
  period              = 60
  evaluation_periods  = 5
  alarm_actions       = [aws_sns_topic.on_call.arn]

  dimensions = {
    ClusterName = "shop"
    ServiceName = "web"
  }
}
