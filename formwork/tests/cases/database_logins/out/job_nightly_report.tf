# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "nightly_report_tasks" {
  name              = "/ecs/shop-nightly-report"
  retention_in_days = 30
}

# [job.nightly_report] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "nightly_report_tasks" {
  name_prefix = "shop-nightly-report-tasks-"
  description = "Traffic of the nightly_report tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-nightly-report-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "nightly_report_to_internet" {
  security_group_id = aws_security_group.nightly_report_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "nightly_report_to_books" {
  security_group_id            = aws_security_group.nightly_report_tasks.id
  description                  = "Queries of the nightly_report tasks to books"
  referenced_security_group_id = aws_security_group.books_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "books_from_nightly_report" {
  security_group_id            = aws_security_group.books_database.id
  description                  = "Queries of the nightly_report tasks to books"
  referenced_security_group_id = aws_security_group.nightly_report_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "nightly_report_to_orders" {
  security_group_id            = aws_security_group.nightly_report_tasks.id
  description                  = "Queries of the nightly_report tasks to orders"
  referenced_security_group_id = aws_security_group.orders_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "orders_from_nightly_report" {
  security_group_id            = aws_security_group.orders_database.id
  description                  = "Queries of the nightly_report tasks to orders"
  referenced_security_group_id = aws_security_group.nightly_report_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

# [job.nightly_report] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "nightly_report_execution" {
  name               = "shop-nightly-report-execution"
  description        = "Starts tasks of nightly_report: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "nightly_report_execution" {
  name = "start-tasks"
  role = aws_iam_role.nightly_report_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.nightly_report_tasks.arn}:*"
      },
    ]
  })
}

# [job.nightly_report] grants: the task role has what the code may do.
resource "aws_iam_role" "nightly_report_task" {
  name               = "shop-nightly-report-task"
  description        = "The code of nightly_report: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "nightly_report_task" {
  name = "grants"
  role = aws_iam_role.nightly_report_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants.books
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:aws:rds-db:us-east-1:${aws_vpc.main.owner_id}:dbuser:${aws_rds_cluster.books.cluster_resource_id}/nightly_report"
      },
      # grants.orders
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:aws:rds-db:us-east-1:${aws_vpc.main.owner_id}:dbuser:${aws_db_instance.orders.resource_id}/nightly_report"
      },
    ]
  })
}

# [job.nightly_report] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "nightly_report" {
  family                   = "shop-nightly-report"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.nightly_report_execution.arn
  task_role_arn            = aws_iam_role.nightly_report_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "nightly_report"
      image                  = var.nightly_report_image
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "BOOKS_NAME", value = aws_rds_cluster.books.database_name },
        { name = "BOOKS_PORT", value = tostring(aws_rds_cluster.books.port) },
        { name = "BOOKS_READ_HOST", value = aws_rds_cluster.books.reader_endpoint },
        { name = "BOOKS_USER", value = "nightly_report" },
        { name = "FORMWORK_FINGERPRINT", value = "636196f751f0e5c3" },
        { name = "ORDERS_HOST", value = aws_db_instance.orders.address },
        { name = "ORDERS_NAME", value = aws_db_instance.orders.db_name },
        { name = "ORDERS_PORT", value = tostring(aws_db_instance.orders.port) },
        { name = "ORDERS_USER", value = "nightly_report" },
      ]

      # The root file system is read-only; this is what the task may write to.
      mountPoints = [
        {
          sourceVolume  = "tmp"
          containerPath = "/tmp"
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
          awslogs-group         = aws_cloudwatch_log_group.nightly_report_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "nightly_report"
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

  lifecycle {
    # A revision that was deregistered starts no task: it stays until the next one has its place.
    create_before_destroy = true
  }
}

# [job.nightly_report] schedule: a group of its own, since a schedule has no tags, and metrics are by group.
resource "aws_scheduler_schedule_group" "nightly_report" {
  name = "shop-nightly-report"
}

resource "aws_scheduler_schedule" "nightly_report" {
  name                         = "shop-nightly-report"
  group_name                   = aws_scheduler_schedule_group.nightly_report.name
  schedule_expression          = "rate(1 day)"
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.main.arn
    role_arn = aws_iam_role.nightly_report_schedule.arn

    # A run that AWS starts twice is told the same time. As a text, since jsonencode escapes the brackets
    # that the scheduler looks for.
    input = "{\"containerOverrides\":[{\"name\":\"nightly_report\",\"environment\":[{\"name\":\"SCHEDULED_TIME\",\"value\":\"<aws.scheduler.scheduled-time>\"}]}]}"

    ecs_parameters {
      task_definition_arn     = aws_ecs_task_definition.nightly_report.arn
      launch_type             = "FARGATE"
      task_count              = 1
      enable_ecs_managed_tags = true
      enable_execute_command  = false
      propagate_tags          = "TASK_DEFINITION"

      network_configuration {
        subnets          = [for subnet in aws_subnet.private : subnet.id]
        security_groups  = [aws_security_group.nightly_report_tasks.id]
        assign_public_ip = false
      }
    }

    # Of the start alone: a run that fails is not started again.
    retry_policy {
      maximum_retry_attempts       = 2
      maximum_event_age_in_seconds = 3600
    }
  }

  # What a task needs to start and to reach others.
  depends_on = [
    aws_iam_role_policy.nightly_report_schedule,
    aws_iam_role_policy.nightly_report_execution,
    aws_iam_role_policy.nightly_report_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.nightly_report_to_internet,
    aws_vpc_security_group_egress_rule.nightly_report_to_books,
    aws_vpc_security_group_ingress_rule.books_from_nightly_report,
    aws_vpc_security_group_egress_rule.nightly_report_to_orders,
    aws_vpc_security_group_ingress_rule.orders_from_nightly_report,
  ]
}

# [job.nightly_report] schedule: EventBridge Scheduler starts tasks in the name of this role.
resource "aws_iam_role" "nightly_report_schedule" {
  name        = "shop-nightly-report-schedule"
  description = "Starts job nightly_report when its time has come"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = aws_vpc.main.owner_id
          "aws:SourceArn"     = aws_scheduler_schedule_group.nightly_report.arn
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "nightly_report_schedule" {
  name = "run-task"
  role = aws_iam_role.nightly_report_schedule.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Any revision: a replaced one is started until the schedule names the next.
      {
        Effect    = "Allow"
        Action    = "ecs:RunTask"
        Resource  = "${aws_ecs_task_definition.nightly_report.arn_without_revision}:*"
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
        Resource  = [aws_iam_role.nightly_report_execution.arn, aws_iam_role.nightly_report_task.arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}

# A run that ended with another code than 0, or whose task did not start.
resource "aws_cloudwatch_event_rule" "nightly_report_failed" {
  name        = "shop-nightly-report-failed"
  description = "A run of job nightly_report ended with another code than 0, or did not start."

  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn        = [aws_ecs_cluster.main.arn]
      taskDefinitionArn = [{ prefix = "${aws_ecs_task_definition.nightly_report.arn_without_revision}:" }]
      lastStatus        = ["STOPPED"]
      "$or" = [
        { containers = { name = ["nightly_report"], exitCode = [{ anything-but = 0 }] } },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "nightly_report_failed" {
  rule = aws_cloudwatch_event_rule.nightly_report_failed.name
  arn  = aws_cloudwatch_log_group.failed_runs.arn

  depends_on = [aws_cloudwatch_log_resource_policy.failed_runs]
}

# [job.nightly_report] A run that failed.
resource "aws_cloudwatch_metric_alarm" "nightly_report_failed" {
  alarm_name          = "shop-nightly-report-failed"
  alarm_description   = "A run of job nightly_report ended with another code than 0, or did not start."
  namespace           = "AWS/Events"
  metric_name         = "TriggeredRules"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  # CloudWatch has no value, not 0, for a time without such a run.
  treat_missing_data = "notBreaching"

  dimensions = {
    RuleName = aws_cloudwatch_event_rule.nightly_report_failed.name
  }
}

# [job.nightly_report] A start that AWS refused as often as it was tried.
resource "aws_cloudwatch_metric_alarm" "nightly_report_dropped" {
  alarm_name          = "shop-nightly-report-dropped"
  alarm_description   = "Job nightly_report was not started: AWS refused it."
  namespace           = "AWS/Scheduler"
  metric_name         = "InvocationDroppedCount"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
  # CloudWatch has no value, not 0, for a time without such a start.
  treat_missing_data = "notBreaching"

  dimensions = {
    ScheduleGroup = aws_scheduler_schedule_group.nightly_report.name
  }
}
