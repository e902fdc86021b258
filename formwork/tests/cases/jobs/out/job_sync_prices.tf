# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "sync_prices_tasks" {
  name              = "/ecs/shop-sync-prices"
  retention_in_days = 30
}

# [job.sync_prices] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "sync_prices_tasks" {
  name_prefix = "shop-sync-prices-tasks-"
  description = "Traffic of the sync_prices tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-sync-prices-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "sync_prices_to_internet" {
  security_group_id = aws_security_group.sync_prices_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

# [job.sync_prices] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "sync_prices_execution" {
  name               = "shop-sync-prices-execution"
  description        = "Starts tasks of sync_prices: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "sync_prices_execution" {
  name = "start-tasks"
  role = aws_iam_role.sync_prices_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.sync_prices_tasks.arn}:*"
      },
    ]
  })
}

# [job.sync_prices] grants: the task role has what the code may do.
resource "aws_iam_role" "sync_prices_task" {
  name               = "shop-sync-prices-task"
  description        = "The code of sync_prices: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "sync_prices_task" {
  name = "grants"
  role = aws_iam_role.sync_prices_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # exec: AWS knows no narrower resource for it.
      {
        Effect   = "Allow"
        Action   = ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"]
        Resource = "*"
      },
      # exec: the agent looks for the log group among all.
      {
        Effect   = "Allow"
        Action   = ["logs:DescribeLogGroups"]
        Resource = "*"
      },
      # exec: what people type.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.exec.arn}:*"
      },
    ]
  })
}

# [job.sync_prices] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "sync_prices" {
  family                   = "shop-sync-prices"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.sync_prices_execution.arn
  task_role_arn            = aws_iam_role.sync_prices_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "sync_prices"
      image                  = var.sync_prices_image
      essential              = true
      command                = ["/app", "sync"]
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "fd73ea95b86470ce" },
      ]

      # The root file system is read-only; this is what the task may write to.
      mountPoints = [
        {
          sourceVolume  = "tmp"
          containerPath = "/tmp"
          readOnly      = false
        },
        {
          sourceVolume  = "managed-agents"
          containerPath = "/managed-agents"
          readOnly      = false
        },
        {
          sourceVolume  = "var-lib-amazon-ssm"
          containerPath = "/var/lib/amazon/ssm"
          readOnly      = false
        },
        {
          sourceVolume  = "var-log-amazon-ssm"
          containerPath = "/var/log/amazon/ssm"
          readOnly      = false
        },
      ]

      linuxParameters = {
        capabilities       = { drop = ["ALL"] }
        initProcessEnabled = true
      }

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.sync_prices_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "sync_prices"
        }
      }
    },
  ])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  volume {
    name = "tmp"
  }

  volume {
    name = "managed-agents"
  }

  volume {
    name = "var-lib-amazon-ssm"
  }

  volume {
    name = "var-log-amazon-ssm"
  }

  lifecycle {
    # A revision that was deregistered starts no task: it stays until the next one has its place.
    create_before_destroy = true
  }
}

# [job.sync_prices] schedule: a group of its own, since a schedule has no tags, and metrics are by group.
resource "aws_scheduler_schedule_group" "sync_prices" {
  name = "shop-sync-prices"
}

resource "aws_scheduler_schedule" "sync_prices" {
  name                         = "shop-sync-prices"
  group_name                   = aws_scheduler_schedule_group.sync_prices.name
  schedule_expression          = "rate(1 hour)"
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.main.arn
    role_arn = aws_iam_role.sync_prices_schedule.arn

    # A run that AWS starts twice is told the same time. As a text, since jsonencode escapes the brackets
    # that the scheduler looks for.
    input = "{\"containerOverrides\":[{\"name\":\"sync_prices\",\"environment\":[{\"name\":\"SCHEDULED_TIME\",\"value\":\"<aws.scheduler.scheduled-time>\"}]}]}"

    ecs_parameters {
      task_definition_arn     = aws_ecs_task_definition.sync_prices.arn
      launch_type             = "FARGATE"
      task_count              = 1
      enable_ecs_managed_tags = true
      enable_execute_command  = true
      propagate_tags          = "TASK_DEFINITION"

      network_configuration {
        subnets          = [for subnet in aws_subnet.private : subnet.id]
        security_groups  = [aws_security_group.sync_prices_tasks.id]
        assign_public_ip = false
      }
    }

    # Of the start alone: a run that fails is not started again.
    retry_policy {
      maximum_retry_attempts       = 0
      maximum_event_age_in_seconds = 3600
    }
  }

  # What a task needs to start and to reach others.
  depends_on = [
    aws_iam_role_policy.sync_prices_schedule,
    aws_iam_role_policy.sync_prices_execution,
    aws_iam_role_policy.sync_prices_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.sync_prices_to_internet,
  ]
}

# [job.sync_prices] schedule: EventBridge Scheduler starts tasks in the name of this role.
resource "aws_iam_role" "sync_prices_schedule" {
  name        = "shop-sync-prices-schedule"
  description = "Starts job sync_prices when its time has come"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = aws_vpc.main.owner_id
          "aws:SourceArn"     = aws_scheduler_schedule_group.sync_prices.arn
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "sync_prices_schedule" {
  name = "run-task"
  role = aws_iam_role.sync_prices_schedule.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Any revision: a replaced one is started until the schedule names the next.
      {
        Effect    = "Allow"
        Action    = "ecs:RunTask"
        Resource  = "${aws_ecs_task_definition.sync_prices.arn_without_revision}:*"
        Condition = { ArnEquals = { "ecs:cluster" = aws_ecs_cluster.main.arn } }
      },
      # The tags of the task definition.
      {
        Effect    = "Allow"
        Action    = "ecs:TagResource"
        Resource  = "arn:aws:ecs:us-east-1:${aws_vpc.main.owner_id}:task/${aws_ecs_cluster.main.name}/*"
        Condition = { StringEquals = { "ecs:CreateAction" = "RunTask" } }
      },
      {
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = [aws_iam_role.sync_prices_execution.arn, aws_iam_role.sync_prices_task.arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}

# A run that ended with another code than 0, or whose task did not start.
resource "aws_cloudwatch_event_rule" "sync_prices_failed" {
  name        = "shop-sync-prices-failed"
  description = "A run of job sync_prices ended with another code than 0, or did not start."

  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn        = [aws_ecs_cluster.main.arn]
      taskDefinitionArn = [{ prefix = "${aws_ecs_task_definition.sync_prices.arn_without_revision}:" }]
      lastStatus        = ["STOPPED"]
      "$or" = [
        { containers = { name = ["sync_prices"], exitCode = [{ anything-but = 0 }] } },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "sync_prices_failed" {
  rule = aws_cloudwatch_event_rule.sync_prices_failed.name
  arn  = aws_cloudwatch_log_group.failed_runs.arn

  depends_on = [aws_cloudwatch_log_resource_policy.failed_runs]
}

# [job.sync_prices] A run that failed.
resource "aws_cloudwatch_metric_alarm" "sync_prices_failed" {
  alarm_name          = "shop-sync-prices-failed"
  alarm_description   = "A run of job sync_prices ended with another code than 0, or did not start."
  namespace           = "AWS/Events"
  metric_name         = "TriggeredRules"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  # CloudWatch has no value, not 0, for a time without such a run.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    RuleName = aws_cloudwatch_event_rule.sync_prices_failed.name
  }
}

# [job.sync_prices] A start that AWS refused as often as it was tried.
resource "aws_cloudwatch_metric_alarm" "sync_prices_dropped" {
  alarm_name          = "shop-sync-prices-dropped"
  alarm_description   = "Job sync_prices was not started: AWS refused it."
  namespace           = "AWS/Scheduler"
  metric_name         = "InvocationDroppedCount"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  # CloudWatch has no value, not 0, for a time without such a start.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    ScheduleGroup = aws_scheduler_schedule_group.sync_prices.name
  }
}
