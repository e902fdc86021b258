# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "nightly_tasks" {
  name              = "/ecs/orders-nightly"
  retention_in_days = 30
}

# [job.nightly] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "nightly_tasks" {
  name_prefix = "orders-nightly-tasks-"
  description = "Traffic of the nightly tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "orders-nightly-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "nightly_to_internet" {
  security_group_id = aws_security_group.nightly_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "nightly_to_orders" {
  security_group_id            = aws_security_group.nightly_tasks.id
  description                  = "Queries of the nightly tasks to orders"
  referenced_security_group_id = aws_security_group.orders_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "orders_from_nightly" {
  security_group_id            = aws_security_group.orders_database.id
  description                  = "Queries of the nightly tasks to orders"
  referenced_security_group_id = aws_security_group.nightly_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

# [job.nightly] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "nightly_execution" {
  name               = "orders-nightly-execution"
  description        = "Starts tasks of nightly: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "nightly_execution" {
  name = "start-tasks"
  role = aws_iam_role.nightly_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The image.
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = aws_ecr_repository.shop.arn
      },
      # The registry's token: AWS knows no narrower resource for it.
      {
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = "*"
      },
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.nightly_tasks.arn}:*"
      },
    ]
  })
}

# [job.nightly] grants: the task role has what the code may do.
resource "aws_iam_role" "nightly_task" {
  name               = "orders-nightly-task"
  description        = "The code of nightly: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "nightly_task" {
  name = "grants"
  role = aws_iam_role.nightly_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants.orders
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = aws_db_instance.orders.master_user_secret[0].secret_arn
      },
      # grants.pages
      {
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
        Resource = "${aws_s3_bucket.pages.arn}/*"
      },
      # grants.tally
      {
        Effect   = "Allow"
        Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]
        Resource = aws_sqs_queue.tally.arn
      },
      # grants.www
      {
        Effect   = "Allow"
        Action   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
        Resource = aws_cloudfront_distribution.www.arn
      },
    ]
  })
}

# [job.nightly] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "nightly" {
  family                   = "orders-nightly"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.nightly_execution.arn
  task_role_arn            = aws_iam_role.nightly_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "nightly"
      image                  = coalesce(var.nightly_image, "${aws_ecr_repository.shop.repository_url}:1.0")
      essential              = true
      command                = ["nightly"]
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "b62468c113e3f3e6" },
        { name = "ORDERS_HOST", value = aws_db_instance.orders.address },
        { name = "ORDERS_NAME", value = aws_db_instance.orders.db_name },
        { name = "ORDERS_PORT", value = tostring(aws_db_instance.orders.port) },
        { name = "ORDERS_SECRET_ARN", value = aws_db_instance.orders.master_user_secret[0].secret_arn },
        { name = "PAGES_BUCKET", value = aws_s3_bucket.pages.bucket },
        { name = "RUST_LOG", value = "info" },
        { name = "TALLY_QUEUE_URL", value = aws_sqs_queue.tally.url },
        { name = "WWW_DISTRIBUTION_ID", value = aws_cloudfront_distribution.www.id },
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
          awslogs-group         = aws_cloudwatch_log_group.nightly_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "nightly"
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

# [job.nightly] schedule: a group of its own, since a schedule has no tags, and metrics are by group.
resource "aws_scheduler_schedule_group" "nightly" {
  name = "orders-nightly"
}

resource "aws_scheduler_schedule" "nightly" {
  name                         = "orders-nightly"
  group_name                   = aws_scheduler_schedule_group.nightly.name
  schedule_expression          = "cron(0 3 * * ? *)"
  schedule_expression_timezone = "Europe/Berlin"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.main.arn
    role_arn = aws_iam_role.nightly_schedule.arn

    # A run that AWS starts twice is told the same time. As a text, since jsonencode escapes the brackets
    # that the scheduler looks for.
    input = "{\"containerOverrides\":[{\"name\":\"nightly\",\"environment\":[{\"name\":\"SCHEDULED_TIME\",\"value\":\"<aws.scheduler.scheduled-time>\"}]}]}"

    ecs_parameters {
      task_definition_arn     = aws_ecs_task_definition.nightly.arn
      launch_type             = "FARGATE"
      task_count              = 1
      enable_ecs_managed_tags = true
      enable_execute_command  = false
      propagate_tags          = "TASK_DEFINITION"

      network_configuration {
        subnets          = [for subnet in aws_subnet.private : subnet.id]
        security_groups  = [aws_security_group.nightly_tasks.id]
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
    aws_iam_role_policy.nightly_schedule,
    aws_iam_role_policy.nightly_execution,
    aws_iam_role_policy.nightly_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.nightly_to_internet,
    aws_vpc_security_group_egress_rule.nightly_to_orders,
    aws_vpc_security_group_ingress_rule.orders_from_nightly,
  ]
}

# [job.nightly] schedule: EventBridge Scheduler starts tasks in the name of this role.
resource "aws_iam_role" "nightly_schedule" {
  name        = "orders-nightly-schedule"
  description = "Starts job nightly when its time has come"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = aws_vpc.main.owner_id
          "aws:SourceArn"     = aws_scheduler_schedule_group.nightly.arn
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "nightly_schedule" {
  name = "run-task"
  role = aws_iam_role.nightly_schedule.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Any revision: a replaced one is started until the schedule names the next.
      {
        Effect    = "Allow"
        Action    = "ecs:RunTask"
        Resource  = "${aws_ecs_task_definition.nightly.arn_without_revision}:*"
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
        Resource  = [aws_iam_role.nightly_execution.arn, aws_iam_role.nightly_task.arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}

# A run that ended with another code than 0, or whose task did not start.
resource "aws_cloudwatch_event_rule" "nightly_failed" {
  name        = "orders-nightly-failed"
  description = "A run of job nightly ended with another code than 0, or did not start."

  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn        = [aws_ecs_cluster.main.arn]
      taskDefinitionArn = [{ prefix = "${aws_ecs_task_definition.nightly.arn_without_revision}:" }]
      lastStatus        = ["STOPPED"]
      "$or" = [
        { containers = { name = ["nightly"], exitCode = [{ anything-but = 0 }] } },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "nightly_failed" {
  rule = aws_cloudwatch_event_rule.nightly_failed.name
  arn  = aws_cloudwatch_log_group.failed_runs.arn

  depends_on = [aws_cloudwatch_log_resource_policy.failed_runs]
}

# [job.nightly] A run that failed.
resource "aws_cloudwatch_metric_alarm" "nightly_failed" {
  alarm_name          = "orders-nightly-failed"
  alarm_description   = "A run of job nightly ended with another code than 0, or did not start."
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
    RuleName = aws_cloudwatch_event_rule.nightly_failed.name
  }
}

# [job.nightly] A start that AWS refused as often as it was tried.
resource "aws_cloudwatch_metric_alarm" "nightly_dropped" {
  alarm_name          = "orders-nightly-dropped"
  alarm_description   = "Job nightly was not started: AWS refused it."
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
    ScheduleGroup = aws_scheduler_schedule_group.nightly.name
  }
}
