# Generated from stack.toml by formwork; edit that file.

# [table.carts] AWS encrypts it with a key of its own, which costs nothing.
resource "aws_dynamodb_table" "carts" {
  name         = "orders-staging-carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "customer"
  range_key    = "sku"

  deletion_protection_enabled = false

  attribute {
    name = "customer"
    type = "S"
  }

  attribute {
    name = "sku"
    type = "S"
  }

  # [table.carts] ttl
  ttl {
    attribute_name = "expires"
    enabled        = true
  }

  # Any second of the last 35 days can be had back, as a new table.
  point_in_time_recovery {
    enabled = true
  }
}

# [table.carts] One partition is asked for more than it can give, or all for more than ever.
resource "aws_cloudwatch_metric_alarm" "carts_throttled" {
  alarm_name          = "orders-staging-carts-throttled"
  alarm_description   = "DynamoDB refuses requests to table carts: one partition is asked too much."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  # CloudWatch has no value, not 0, for a minute in which nobody was refused.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  metric_query {
    id          = "total"
    expression  = "FILL(reads, 0) + FILL(writes, 0)"
    label       = "Refused requests"
    return_data = true
  }

  metric_query {
    id = "reads"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "ReadThrottleEvents"
      stat        = "Sum"
      period      = 60

      dimensions = {
        TableName = aws_dynamodb_table.carts.name
      }
    }
  }

  metric_query {
    id = "writes"

    metric {
      namespace   = "AWS/DynamoDB"
      metric_name = "WriteThrottleEvents"
      stat        = "Sum"
      period      = 60

      dimensions = {
        TableName = aws_dynamodb_table.carts.name
      }
    }
  }
}
