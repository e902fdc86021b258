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

  default_tags {
    tags = {
      Project = "shop"
      Team    = "orders"
    }
  }
}

# Its value is set by hand.
resource "aws_secretsmanager_secret" "stripe" {
  name_prefix             = "shop/stripe-"
  description             = "Secret stripe, set from outside"
  recovery_window_in_days = 0
}

# Carts expire by themselves.
resource "aws_dynamodb_table" "carts" {
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = false
  hash_key                    = "owner"
  name                        = "shop-carts"
  range_key                   = "at"

  attribute {
    name = "owner"
    type = "S"
  }

  attribute {
    name = "at"
    type = "N"
  }

  ttl {
    enabled        = true
    attribute_name = "expires"
  }

  point_in_time_recovery {
    enabled = true
  }
}

# One table that no entry makes: its capacity is paid by the hour.
resource "aws_dynamodb_table" "visits" {
  name           = "shop-visits"
  hash_key       = "day"
  read_capacity  = 1
  write_capacity = 1

  attribute {
    name = "day"
    type = "S"
  }
}

resource "aws_ecr_repository" "web" {
  name                 = "shop/web"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = true

  encryption_configuration {
    encryption_type = "AES256"
  }

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "web" {
  repository = aws_ecr_repository.web.id

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "What has no tag goes after 3 days."
      selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 3 }
      action       = { type = "expire" }
      }, {
      rulePriority = 2
      description  = "Of all others the newest 50 stay."
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 50 }
      action       = { type = "expire" }
    }]
  })
}

# Who works reads all of it.
resource "aws_iam_policy" "worker" {
  name = "shop-worker"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "sqs:ReceiveMessage", Resource = aws_sqs_queue.jobs.arn },
      { Effect = "Allow", Action = "dynamodb:Query", Resource = aws_dynamodb_table.carts.arn },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = aws_secretsmanager_secret.stripe.arn },
    ]
  })
}

output "image" {
  value = "${aws_ecr_repository.web.repository_url}:1.0"
}
