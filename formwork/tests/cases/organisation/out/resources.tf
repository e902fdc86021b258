# Generated from stack.toml by formwork; edit that file.

resource "aws_iam_role" "audit" {
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "scheduler.amazonaws.com" } }] })
  name                 = "shop-audit"
  permissions_boundary = "arn:aws:iam::123456789012:policy/org/audit"
}

resource "aws_iam_role" "reports" {
  assume_role_policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "scheduler.amazonaws.com" } }] })
  name                 = "shop-reports"
  permissions_boundary = "arn:aws:iam::123456789012:policy/org/boundary"
}
