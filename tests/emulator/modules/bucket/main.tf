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

variable "expire" {
  type = list(object({
    prefix = string
    days   = optional(number, 30)
  }))
  default = [{ prefix = "tmp/" }, { prefix = "logs/", days = 7 }]
}

resource "aws_s3_bucket" "uploads" {
  bucket = "acme-shop-uploads"

  lifecycle {
    ignore_changes = [tags["LastScan"]]
  }
}

resource "aws_s3_bucket_versioning" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "uploads" {
  bucket = aws_s3_bucket_versioning.uploads.bucket

  dynamic "rule" {
    for_each = var.expire
    iterator = each_rule

    content {
      id     = "expire ${each_rule.value.prefix}"
      status = "Enabled"

      filter {
        prefix = each_rule.value.prefix
      }

      expiration {
        days = each_rule.value.days
      }
    }
  }
}

resource "aws_s3_bucket_policy" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.uploads.arn, "${aws_s3_bucket.uploads.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.uploads]
}
