# Generated from stack.toml by formwork; edit that file.

resource "aws_cloudwatch_event_rule" "nightly" {
  for_each = toset(["clean", "report"])

  name                = "shop-${each.key}"
  schedule_expression = "cron(0 3 * * ? *)"

  depends_on = [aws_sqs_queue.jobs]
}

resource "aws_cloudwatch_event_target" "nightly" {
  count = 2

  arn  = aws_sqs_queue.jobs.arn
  rule = aws_cloudwatch_event_rule.nightly[count.index == 0 ? "clean" : "report"].name

  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 2
  }
}

resource "aws_dynamodb_table" "sessions" {
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  name         = "shop-sessions"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "user"
    type = "S"
  }

  global_secondary_index {
    hash_key        = "user"
    name            = "user"
    projection_type = "KEYS_ONLY"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_route_table" "partner" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "192.0.2.0/24"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_sqs_queue" "dead_jobs" {
  message_retention_seconds = 1209600
  name                      = "shop-dead-jobs"

  lifecycle {
    ignore_changes  = [tags]
    prevent_destroy = true
  }
}

resource "aws_sqs_queue" "jobs" {
  delay_seconds = 5
  name          = "shop-jobs"

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_jobs.arn
    maxReceiveCount     = 3
  })

  tags = {
    Team          = "ops"
    "cost centre" = "4711"
  }
}
