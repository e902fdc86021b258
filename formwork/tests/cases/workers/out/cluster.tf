# Generated from stack.toml by formwork; edit that file.

# Container Insights makes this group itself where it is missing, without tags and our retention.
resource "aws_cloudwatch_log_group" "container_insights" {
  name              = "/aws/ecs/containerinsights/atlas/performance"
  retention_in_days = 30
}

# [*.*] exec: what people type in tasks, and what they see.
resource "aws_cloudwatch_log_group" "exec" {
  name              = "/ecs/atlas/exec"
  retention_in_days = 30

  # In production who wipes traces finds these still there.
  deletion_protection_enabled = false
}

# [service.*] Where all services run.
resource "aws_ecs_cluster" "main" {
  name = "atlas"

  # The alarms on running tasks read a metric that only Container Insights has.
  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name = aws_cloudwatch_log_group.exec.name
      }
    }
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

# [alarms] notify: ECS takes a deployment that fails back before an alarm could go off, so its event is
# told. The role is the rule's own: EventBridge is not among those whom a topic lets in by default.
resource "aws_cloudwatch_event_rule" "failed_deployments" {
  name        = "atlas-failed-deployments"
  description = "Deployments of atlas that ECS took back"

  event_pattern = jsonencode({
    source        = ["aws.ecs"]
    "detail-type" = ["ECS Deployment State Change"]
    resources     = [{ prefix = "${replace(aws_ecs_cluster.main.arn, ":cluster/", ":service/")}/" }]
    detail        = { eventName = ["SERVICE_DEPLOYMENT_FAILED"] }
  })
}

resource "aws_cloudwatch_event_target" "failed_deployments" {
  count = 1

  rule     = aws_cloudwatch_event_rule.failed_deployments.name
  arn      = ["arn:aws:sns:us-east-1:123456789012:on-call"][count.index]
  role_arn = aws_iam_role.failed_deployments.arn

  input_transformer {
    input_paths = {
      service = "$.resources[0]"
      reason  = "$.detail.reason"
    }

    input_template = "\"ECS took a deployment of <service> back: <reason>\""
  }

  depends_on = [aws_iam_role_policy.failed_deployments]
}

resource "aws_iam_role" "failed_deployments" {
  name        = "atlas-failed-deployments"
  description = "Tells of deployments that ECS took back"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = aws_vpc.main.owner_id }
        ArnLike      = { "aws:SourceArn" = aws_cloudwatch_event_rule.failed_deployments.arn }
      }
    }]
  })
}

resource "aws_iam_role_policy" "failed_deployments" {
  name = "tell"
  role = aws_iam_role.failed_deployments.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sns:Publish"]
      Resource = ["arn:aws:sns:us-east-1:123456789012:on-call"]
    }]
  })
}
