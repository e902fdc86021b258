# Generated from stack.toml by formwork; edit that file.

# [table.carts] AWS encrypts it with a key of its own, which costs nothing.
resource "aws_dynamodb_table" "carts" {
  name         = "shop-carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  range_key    = "at"

  deletion_protection_enabled = false

  # [table.carts] stream
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "at"
    type = "N"
  }

  attribute {
    name = "hash"
    type = "B"
  }

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "owner"
    type = "S"
  }

  attribute {
    name = "total"
    type = "N"
  }

  global_secondary_index {
    name               = "by-size"
    projection_type    = "INCLUDE"
    non_key_attributes = ["items", "owner"]

    key_schema {
      attribute_name = "id"
      key_type       = "HASH"
    }

    key_schema {
      attribute_name = "total"
      key_type       = "RANGE"
    }
  }

  global_secondary_index {
    name            = "by_owner"
    projection_type = "ALL"

    key_schema {
      attribute_name = "owner"
      key_type       = "HASH"
    }

    key_schema {
      attribute_name = "at"
      key_type       = "RANGE"
    }
  }

  global_secondary_index {
    name            = "hashes"
    projection_type = "KEYS_ONLY"

    key_schema {
      attribute_name = "hash"
      key_type       = "HASH"
    }
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
  alarm_name          = "shop-carts-throttled"
  alarm_description   = "DynamoDB refuses requests to table carts: one partition is asked too much."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  # CloudWatch has no value, not 0, for a minute in which nobody was refused.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:alarms"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:alarms"]

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
