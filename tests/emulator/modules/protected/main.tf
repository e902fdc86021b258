terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

# The window in which a secret can be had back is the provider's default.
resource "aws_secretsmanager_secret" "signing_key" {
  name_prefix = "ledger/signing-key-"
  description = "Secret signing_key, set from outside"
}

# The name is not one that an entry has: AWS does not complete it.
resource "aws_secretsmanager_secret" "mail" {
  name        = "ledger/mail"
  description = "Secret mail, set from outside"
}

resource "aws_dynamodb_table" "bookings" {
  name                        = "ledger-bookings"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = true
  stream_enabled              = true
  stream_view_type            = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "account"
    type = "S"
  }

  global_secondary_index {
    name            = "by_account"
    hash_key        = "account"
    projection_type = "ALL"
  }

  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_cloudwatch_metric_alarm" "bookings_throttled" {
  alarm_name          = "bookings-refused"
  namespace           = "AWS/DynamoDB"
  metric_name         = "ThrottledRequests"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 5
}

resource "aws_ssm_parameter" "level" {
  name  = "/ledger/level"
  type  = "String"
  value = "info"
}

output "bookings" {
  value = aws_dynamodb_table.bookings.name
}
