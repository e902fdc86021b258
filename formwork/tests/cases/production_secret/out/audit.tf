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
        Principal = { AWS = "arn:aws:iam::${aws_vpc.main.owner_id}:root" }
      },
      # CloudWatch Logs, for the log groups of this account and region.
      {
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Principal = { Service = "logs.us-east-1.amazonaws.com" }
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:us-east-1:${aws_vpc.main.owner_id}:log-group:*" } }
      },
    ]
  })
}

resource "aws_kms_alias" "main" {
  name          = "alias/shop"
  target_key_id = aws_kms_key.main.key_id
}

# Who talked to whom, and whom security groups refused. In CloudWatch, since for a bucket AWS would
# add statements of its own to the policy, which the next plan takes out again.
resource "aws_flow_log" "main" {
  vpc_id          = aws_vpc.main.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow_logs.arn
  iam_role_arn    = aws_iam_role.flow_logs.arn

  tags = {
    Name = "shop"
  }

  depends_on = [aws_iam_role_policy.flow_logs]
}

resource "aws_cloudwatch_log_group" "flow_logs" {
  name              = "/vpc/shop"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn

  # Who wipes traces finds these still there.
  deletion_protection_enabled = true
}

resource "aws_iam_role" "flow_logs" {
  name        = "shop-flow-logs"
  description = "Writes the flow log of the VPC"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = aws_vpc.main.owner_id }
        ArnLike      = { "aws:SourceArn" = "arn:aws:ec2:us-east-1:${aws_vpc.main.owner_id}:vpc-flow-log/*" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "flow_logs" {
  name = "write-flow-log"
  role = aws_iam_role.flow_logs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.flow_logs.arn}:*"
      }, {
      # AWS asks for it, and it takes no other resource.
      Effect   = "Allow"
      Action   = "logs:DescribeLogGroups"
      Resource = "*"
    }]
  })
}
