# Generated from stack.toml by formwork; edit that file.

# [queue.audit]
resource "aws_sqs_queue" "audit" {
  name = "shop-audit"

  visibility_timeout_seconds = 30
  message_retention_seconds  = 345600
  # Who asks waits for a message as long as SQS lets it: fewer requests, and none is missed.
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "audit" {
  queue_url = aws_sqs_queue.audit.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.audit.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }, {
      # [topic.events]
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.audit.arn
      Condition = {
        ArnEquals = { "aws:SourceArn" = aws_sns_topic.events.arn }
      }
    }]
  })
}

# [queue.audit] oldest_message_minutes
resource "aws_cloudwatch_metric_alarm" "audit_oldest_message" {
  alarm_name          = "shop-audit-oldest-message"
  alarm_description   = "The oldest message of queue audit has waited for more than 15 minutes."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 900
  period              = 60
  evaluation_periods  = 1
  # SQS tells nothing of a queue that nobody has used for hours.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:alarms"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:alarms"]

  dimensions = {
    QueueName = aws_sqs_queue.audit.name
  }
}
