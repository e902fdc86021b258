# Generated from stack.toml by formwork; edit that file.

# [topic.changes] The key is one of AWS's own, which costs nothing and lets in whoever may publish.
resource "aws_sns_topic" "changes" {
  name              = "shop-changes.fifo"
  kms_master_key_id = "alias/aws/sns"

  # Groups are independent of each other, so that their number alone limits how much goes through. A
  # message that is published again within five minutes is the same one, by its text or by the id that the
  # code gives it.
  fifo_topic                  = true
  content_based_deduplication = true
  fifo_throughput_scope       = "MessageGroup"
}

resource "aws_sns_topic_policy" "changes" {
  arn = aws_sns_topic.changes.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.changes.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# [topic.changes] queues.jobs: the text of a message arrives as it was published.
resource "aws_sns_topic_subscription" "changes_to_jobs" {
  topic_arn            = aws_sns_topic.changes.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.jobs.arn
  raw_message_delivery = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.changes_undelivered.arn
  })

  # What is published before the queue lets SNS in, is not delivered.
  depends_on = [aws_sqs_queue_policy.jobs, aws_sqs_queue_policy.changes_undelivered]
}

# [topic.changes] queues.ledger: the text of a message arrives as it was published.
resource "aws_sns_topic_subscription" "changes_to_ledger" {
  topic_arn            = aws_sns_topic.changes.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.ledger.arn
  raw_message_delivery = true

  filter_policy_scope = "MessageBody"
  filter_policy       = jsonencode({ order = { state = ["paid", { "anything-but" = ["draft", "test"] }], test = [{ exists = false }] } })

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.changes_undelivered.arn
  })

  # What is published before the queue lets SNS in, is not delivered.
  depends_on = [aws_sqs_queue_policy.ledger, aws_sqs_queue_policy.changes_undelivered]
}

# What a queue did not take, since it is gone, or lets SNS in no longer.
resource "aws_sqs_queue" "changes_undelivered" {
  name = "shop-changes-undelivered.fifo"

  fifo_queue                  = true
  content_based_deduplication = true
  deduplication_scope         = "messageGroup"
  fifo_throughput_limit       = "perMessageGroupId"

  message_retention_seconds = 1209600
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "changes_undelivered" {
  queue_url = aws_sqs_queue.changes_undelivered.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.changes_undelivered.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.changes_undelivered.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.changes.arn } }
      },
    ]
  })
}

# [topic.changes] queues
resource "aws_cloudwatch_metric_alarm" "changes_undelivered" {
  alarm_name          = "shop-changes-undelivered"
  alarm_description   = "SNS could not deliver what was published to topic changes."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  # SQS tells nothing of a queue that nobody has used for hours.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:alarms"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:alarms"]

  dimensions = {
    QueueName = aws_sqs_queue.changes_undelivered.name
  }
}
