# Generated from stack.toml by formwork; edit that file.

# [job.*] The runs that failed: a target, without which EventBridge counts nothing for the alarms.
resource "aws_cloudwatch_log_group" "failed_runs" {
  name              = "/aws/events/shop-failed-runs"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_resource_policy" "failed_runs" {
  policy_name = "shop-failed-runs"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "${aws_cloudwatch_log_group.failed_runs.arn}:*"
      Principal = { Service = ["delivery.logs.amazonaws.com", "events.amazonaws.com"] }
      Condition = { StringEquals = { "aws:SourceAccount" = aws_vpc.main.owner_id } }
    }]
  })
}
