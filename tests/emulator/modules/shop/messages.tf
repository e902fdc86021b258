# What waits for a worker.
resource "aws_sqs_queue" "jobs" {
  name                       = "shop-jobs"
  delay_seconds              = 0
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = true
  visibility_timeout_seconds = 120
}

resource "aws_sqs_queue" "jobs_dead" {
  name                      = "shop-jobs-dead"
  message_retention_seconds = 1209600 # 14 days
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_redrive_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.id

  redrive_policy = jsonencode({
    maxReceiveCount     = 3
    deadLetterTargetArn = aws_sqs_queue.jobs_dead.arn
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "jobs_dead" {
  queue_url = aws_sqs_queue.jobs_dead.id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.jobs.arn]
  })
}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Action    = "sqs:*"
        Effect    = "Deny"
        Principal = "*"
        Resource  = aws_sqs_queue.jobs.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Action    = "sqs:SendMessage"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Resource  = aws_sqs_queue.jobs.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.events.arn } }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "jobs_dead" {
  queue_url = aws_sqs_queue.jobs_dead.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Action    = "sqs:*"
      Effect    = "Deny"
      Principal = "*"
      Resource  = aws_sqs_queue.jobs_dead.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_sns_topic" "events" {
  name              = "shop-events"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_policy" "events" {
  arn = aws_sns_topic.events.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Action    = "sns:Publish"
      Effect    = "Deny"
      Principal = "*"
      Resource  = aws_sns_topic.events.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_sns_topic_subscription" "events_to_jobs" {
  topic_arn            = aws_sns_topic.events.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.jobs.arn
  raw_message_delivery = true
  filter_policy        = jsonencode({ kind = ["order"] })
  filter_policy_scope  = "MessageAttributes"

  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.events_undelivered.arn })

  depends_on = [aws_sqs_queue_policy.jobs]
}

resource "aws_sqs_queue" "events_undelivered" {
  name                      = "shop-events-undelivered"
  message_retention_seconds = 1209600
  receive_wait_time_seconds = 20
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "events_undelivered" {
  queue_url = aws_sqs_queue.events_undelivered.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Action    = "sqs:*"
        Effect    = "Deny"
        Principal = "*"
        Resource  = aws_sqs_queue.events_undelivered.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Action    = "sqs:SendMessage"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Resource  = aws_sqs_queue.events_undelivered.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.events.arn } }
      },
    ]
  })
}

# A queue that no entry makes: it names its dead letters itself.
resource "aws_sqs_queue" "mails" {
  name = "shop-mails"

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.jobs_dead.arn
    maxReceiveCount     = 3
  })
}
