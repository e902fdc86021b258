# Generated from stack.toml by formwork; edit that file.

# Container Insights makes this group itself where it is missing, without tags and our retention.
resource "aws_cloudwatch_log_group" "container_insights" {
  name              = "/aws/ecs/containerinsights/shop/performance"
  retention_in_days = 30
}

# [service.*] Where all services run.
resource "aws_ecs_cluster" "main" {
  name = "shop"

  # The alarms on running tasks read a metric that only Container Insights has.
  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  depends_on = [aws_cloudwatch_log_group.container_insights]
}

# [*.*] spot: a task names one of these instead of a launch type.
resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
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
