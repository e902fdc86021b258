variable "has_topic" {
  type    = bool
  default = true
}

variable "addresses" {
  type    = list(string)
  default = ["a@acme.example", "b@acme.example"]
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_sns_topic" "alarms" {
  count = var.has_topic ? 1 : 0
  name  = "alarms"
}

resource "aws_sns_topic_subscription" "people" {
  count = var.has_topic ? length(var.addresses) : 0

  topic_arn = aws_sns_topic.alarms[0].arn
  protocol  = "email"
  endpoint  = var.addresses[count.index]
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  threshold           = 5.5
  alarm_actions       = aws_sns_topic.alarms[*].arn

  metric_query {
    id          = "rate"
    expression  = "errors / requests * 100"
    return_data = true
  }

  metric_query {
    id = "errors"

    metric {
      metric_name = "Errors"
      namespace   = "Shop"
      period      = 60
      stat        = "Sum"
      dimensions  = { Service = "web", "Kind.of" = "a" }
    }
  }

  metric_query {
    id = "requests"

    metric {
      metric_name = "Requests"
      namespace   = "Shop"
      period      = 60
      stat        = "Sum"
    }
  }
}

output "topic" {
  value = try(aws_sns_topic.alarms[0].arn, null)
}
