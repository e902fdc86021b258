# Generated from stack.toml by formwork; edit that file.

# [topic.events] The key is one of AWS's own, which costs nothing and lets in whoever may publish.
resource "aws_sns_topic" "events" {
  name              = "orders-staging-events.fifo"
  kms_master_key_id = "alias/aws/sns"

  # Groups are independent of each other, so that their number alone limits how much goes through. A
  # message that is published again within five minutes is the same one, by its text or by the id that the
  # code gives it.
  fifo_topic                  = true
  content_based_deduplication = true
  fifo_throughput_scope       = "MessageGroup"
}

resource "aws_sns_topic_policy" "events" {
  arn = aws_sns_topic.events.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.events.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# [topic.events] queues.mails: the text of a message arrives as it was published.
resource "aws_sns_topic_subscription" "events_to_mails" {
  topic_arn            = aws_sns_topic.events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.mails.arn
  raw_message_delivery = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.events_undelivered.arn
  })

  # What is published before the queue lets SNS in, is not delivered.
  depends_on = [aws_sqs_queue_policy.mails, aws_sqs_queue_policy.events_undelivered]
}

# [topic.events] queues.tally: the text of a message arrives as it was published.
resource "aws_sns_topic_subscription" "events_to_tally" {
  topic_arn            = aws_sns_topic.events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.tally.arn
  raw_message_delivery = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.events_undelivered.arn
  })

  # What is published before the queue lets SNS in, is not delivered.
  depends_on = [aws_sqs_queue_policy.tally, aws_sqs_queue_policy.events_undelivered]
}

# What a queue did not take, since it is gone, or lets SNS in no longer.
resource "aws_sqs_queue" "events_undelivered" {
  name = "orders-staging-events-undelivered.fifo"

  fifo_queue                  = true
  content_based_deduplication = true
  deduplication_scope         = "messageGroup"
  fifo_throughput_limit       = "perMessageGroupId"

  message_retention_seconds = 1209600
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "events_undelivered" {
  queue_url = aws_sqs_queue.events_undelivered.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.events_undelivered.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.events_undelivered.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.events.arn } }
      },
    ]
  })
}

# [topic.events] queues
resource "aws_cloudwatch_metric_alarm" "events_undelivered" {
  alarm_name          = "orders-staging-events-undelivered"
  alarm_description   = "SNS could not deliver what was published to topic events."
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
    QueueName = aws_sqs_queue.events_undelivered.name
  }
}
