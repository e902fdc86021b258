# Generated from stack.toml by formwork; edit that file.

# [topic.events] The key is one of AWS's own, which costs nothing and lets in whoever may publish.
resource "aws_sns_topic" "events" {
  name              = "shop-events"
  kms_master_key_id = "alias/aws/sns"
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

# [topic.events] queues.jobs: the text of a message arrives as it was published.
resource "aws_sns_topic_subscription" "events_to_jobs" {
  topic_arn            = aws_sns_topic.events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.jobs.arn
  raw_message_delivery = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.events_undelivered.arn
  })

  # What is published before the queue lets SNS in, is not delivered.
  depends_on = [aws_sqs_queue_policy.jobs, aws_sqs_queue_policy.events_undelivered]
}

# What a queue did not take, since it is gone, or lets SNS in no longer.
resource "aws_sqs_queue" "events_undelivered" {
  name = "shop-events-undelivered"

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
