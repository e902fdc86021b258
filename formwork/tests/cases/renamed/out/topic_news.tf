# Generated from stack.toml by formwork; edit that file.

# [topic.news] The key is one of AWS's own, which costs nothing and lets in whoever may publish.
resource "aws_sns_topic" "news" {
  name              = "shop-bulletins"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_policy" "news" {
  arn = aws_sns_topic.news.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.news.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# [topic.news] queues.letters: the text of a message arrives as it was published.
resource "aws_sns_topic_subscription" "news_to_letters" {
  topic_arn            = aws_sns_topic.news.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.letters.arn
  raw_message_delivery = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.news_undelivered.arn
  })

  # What is published before the queue lets SNS in, is not delivered.
  depends_on = [aws_sqs_queue_policy.letters, aws_sqs_queue_policy.news_undelivered]
}

# What a queue did not take, since it is gone, or lets SNS in no longer.
resource "aws_sqs_queue" "news_undelivered" {
  name = "shop-bulletins-undelivered"

  message_retention_seconds = 1209600
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "news_undelivered" {
  queue_url = aws_sqs_queue.news_undelivered.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.news_undelivered.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.news_undelivered.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.news.arn } }
      },
    ]
  })
}

# [topic.news] queues
resource "aws_cloudwatch_metric_alarm" "news_undelivered" {
  alarm_name          = "shop-bulletins-undelivered"
  alarm_description   = "SNS could not deliver what was published to topic bulletins."
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  # SQS tells nothing of a queue that nobody has used for hours.
  treat_missing_data = "notBreaching"

  dimensions = {
    QueueName = aws_sqs_queue.news_undelivered.name
  }
}
