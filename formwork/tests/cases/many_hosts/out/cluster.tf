# Generated from stack.toml by formwork; edit that file.

# Container Insights makes this group itself where it is missing, without tags and our retention.
resource "aws_cloudwatch_log_group" "container_insights" {
  name              = "/aws/ecs/containerinsights/brands/performance"
  retention_in_days = 30
}

# [service.*] Where all services run.
resource "aws_ecs_cluster" "main" {
  name = "brands"

  # The alarms on running tasks read a metric that only Container Insights has.
  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  depends_on = [aws_cloudwatch_log_group.container_insights]
}

locals {
  # Who may assume the roles of tasks: ECS, and only for tasks of this account and region.
  ecs_tasks_trust_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = aws_vpc.main.owner_id }
        ArnLike      = { "aws:SourceArn" = "arn:aws:ecs:us-east-1:${aws_vpc.main.owner_id}:*" }
      }
    }]
  })
}
