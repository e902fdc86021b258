# Generated from stack.toml by formwork; edit that file.

# [queue.mails]
resource "aws_sqs_queue" "mails" {
  name = "orders-staging-mails.fifo"

  # Groups are independent of each other, so that their number alone limits how much goes through. A
  # message that is sent again within five minutes is the same one, by its text or by the id that the
  # code gives it.
  fifo_queue                  = true
  content_based_deduplication = true
  deduplication_scope         = "messageGroup"
  fifo_throughput_limit       = "perMessageGroupId"

  visibility_timeout_seconds = 60
  message_retention_seconds  = 345600
  # Who asks waits for a message as long as SQS lets it: fewer requests, and none is missed.
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

# [queue.mails] dead_letter: what was received 5 times and never deleted. The age of a message
# counts from when it was first sent, so these are kept for as long as SQS keeps anything.
resource "aws_sqs_queue" "mails_dead" {
  name = "orders-staging-mails-dead.fifo"

  fifo_queue                  = true
  content_based_deduplication = true
  deduplication_scope         = "messageGroup"
  fifo_throughput_limit       = "perMessageGroupId"

  message_retention_seconds = 1209600
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

# A resource of its own: the provider takes an argument that is left out of the queue for the one that
# the queue has, so without dead letters it would go on naming a queue that is gone.
resource "aws_sqs_queue_redrive_policy" "mails" {
  queue_url = aws_sqs_queue.mails.url

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.mails_dead.arn
    maxReceiveCount     = 5
  })
}

# No other queue of the account may leave its dead letters here.
resource "aws_sqs_queue_redrive_allow_policy" "mails_dead" {
  queue_url = aws_sqs_queue.mails_dead.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.mails.arn]
  })
}

resource "aws_sqs_queue_policy" "mails" {
  queue_url = aws_sqs_queue.mails.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.mails.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }, {
      # [topic.events]
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.mails.arn
      Condition = {
        ArnEquals = { "aws:SourceArn" = aws_sns_topic.events.arn }
      }
    }]
  })
}

resource "aws_sqs_queue_policy" "mails_dead" {
  queue_url = aws_sqs_queue.mails_dead.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.mails_dead.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# [queue.mails] oldest_message_minutes
resource "aws_cloudwatch_metric_alarm" "mails_oldest_message" {
  alarm_name          = "orders-staging-mails-oldest-message"
  alarm_description   = "The oldest message of queue mails has waited for more than 15 minutes."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 900
  period              = 60
  evaluation_periods  = 1
  # SQS tells nothing of a queue that nobody has used for hours.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    QueueName = aws_sqs_queue.mails.name
  }
}

# [queue.mails] dead_letter
resource "aws_cloudwatch_metric_alarm" "mails_dead_letters" {
  alarm_name          = "orders-staging-mails-dead-letters"
  alarm_description   = "Queue mails has dead letters: messages that were received 5 times in vain."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  # SQS tells nothing of a queue that nobody has used for hours.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    QueueName = aws_sqs_queue.mails_dead.name
  }
}
