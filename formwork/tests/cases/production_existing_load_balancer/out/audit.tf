# Generated from stack.toml by formwork; edit that file.

# [stack] environment: what production records about itself is encrypted with this key: logs, and
# what Performance Insights keeps of queries.
resource "aws_kms_key" "main" {
  description             = "Logs and performance data of shop"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # IAM of this account decides who else may use and manage the key.
      {
        Effect    = "Allow"
        Action    = "kms:*"
        Resource  = "*"
        Principal = { AWS = "arn:aws:iam::${local.account_id}:root" }
      },
      # CloudWatch Logs, for the log groups of this account and region.
      {
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Principal = { Service = "logs.us-east-1.amazonaws.com" }
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:us-east-1:${local.account_id}:log-group:*" } }
      },
    ]
  })
}

resource "aws_kms_alias" "main" {
  name          = "alias/shop"
  target_key_id = aws_kms_key.main.key_id
}
