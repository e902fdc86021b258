# Generated from stack.toml by formwork; edit that file.

# [queue.jobs]
resource "aws_sqs_queue" "jobs" {
  name = "shop-jobs"

  visibility_timeout_seconds = 30
  message_retention_seconds  = 345600
  # Who asks waits for a message as long as SQS lets it: fewer requests, and none is missed.
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

# [queue.jobs] dead_letter: what was received 5 times and never deleted. The age of a message
# counts from when it was first sent, so these are kept for as long as SQS keeps anything.
resource "aws_sqs_queue" "jobs_dead" {
  name = "shop-jobs-dead"

  message_retention_seconds = 1209600
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

# A resource of its own: the provider takes an argument that is left out of the queue for the one that
# the queue has, so without dead letters it would go on naming a queue that is gone.
resource "aws_sqs_queue_redrive_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.url

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.jobs_dead.arn
    maxReceiveCount     = 5
  })
}

# No other queue of the account may leave its dead letters here.
resource "aws_sqs_queue_redrive_allow_policy" "jobs_dead" {
  queue_url = aws_sqs_queue.jobs_dead.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.jobs.arn]
  })
}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.jobs.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }, {
      # [topic.events]
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.jobs.arn
      Condition = {
        ArnEquals = { "aws:SourceArn" = aws_sns_topic.events.arn }
      }
    }]
  })
}

resource "aws_sqs_queue_policy" "jobs_dead" {
  queue_url = aws_sqs_queue.jobs_dead.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.jobs_dead.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# [queue.jobs] dead_letter
resource "aws_cloudwatch_metric_alarm" "jobs_dead_letters" {
  alarm_name          = "shop-jobs-dead-letters"
  alarm_description   = "Queue jobs has dead letters: messages that were received 5 times in vain."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  # SQS tells nothing of a queue that nobody has used for hours.
  treat_missing_data = "notBreaching"
  alarm_actions      = [aws_sns_topic.events.arn]
  ok_actions         = [aws_sns_topic.events.arn]

  dimensions = {
    QueueName = aws_sqs_queue.jobs_dead.name
  }
}
