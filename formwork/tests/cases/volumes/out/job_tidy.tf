# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "tidy_tasks" {
  name              = "/ecs/wiki-tidy"
  retention_in_days = 30
}

# [job.tidy] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "tidy_tasks" {
  name_prefix = "wiki-tidy-tasks-"
  description = "Traffic of the tidy tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "wiki-tidy-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "tidy_to_endpoints" {
  security_group_id            = aws_security_group.tidy_tasks.id
  description                  = "HTTPS to AWS APIs: image, logs, secrets"
  referenced_security_group_id = aws_security_group.endpoints.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_tidy" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "HTTPS to AWS APIs: image, logs, secrets"
  referenced_security_group_id = aws_security_group.tidy_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "tidy_to_s3" {
  security_group_id = aws_security_group.tidy_tasks.id
  description       = "HTTPS to S3: layers of the image, objects"
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "tidy_to_files" {
  security_group_id            = aws_security_group.tidy_tasks.id
  description                  = "Files of the tidy tasks to files"
  referenced_security_group_id = aws_security_group.files_volume.id
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "files_from_tidy" {
  security_group_id            = aws_security_group.files_volume.id
  description                  = "Files of the tidy tasks to files"
  referenced_security_group_id = aws_security_group.tidy_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049

  lifecycle {
    create_before_destroy = true
  }
}

# [job.tidy] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "tidy_execution" {
  name               = "wiki-tidy-execution"
  description        = "Starts tasks of tidy: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "tidy_execution" {
  name = "start-tasks"
  role = aws_iam_role.tidy_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The image.
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = "arn:aws:ecr:us-east-1:123456789012:repository/tidy"
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
        Resource = "${aws_cloudwatch_log_group.tidy_tasks.arn}:*"
      },
    ]
  })
}

# [job.tidy] grants: the task role has what the code may do.
resource "aws_iam_role" "tidy_task" {
  name               = "wiki-tidy-task"
  description        = "The code of tidy: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "tidy_task" {
  name = "grants"
  role = aws_iam_role.tidy_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # mounts.files
      {
        Effect   = "Allow"
        Action   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
        Resource = aws_efs_access_point.files_from_tidy.file_system_arn
        Condition = {
          StringEquals = {
            "elasticfilesystem:AccessPointArn" = aws_efs_access_point.files_from_tidy.arn
          }
        }
      },
    ]
  })
}

# [job.tidy] cpu_units, memory_mib, environment, mounts
resource "aws_ecs_task_definition" "tidy" {
  family                   = "wiki-tidy"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.tidy_execution.arn
  task_role_arn            = aws_iam_role.tidy_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "tidy"
      image                  = var.tidy_image
      essential              = true
      user                   = "65532"
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "FILES_PATH", value = "/files" },
        { name = "FORMWORK_FINGERPRINT", value = "28c71373242facc0" },
      ]

      # The root file system is read-only; this is what the task may write to.
      mountPoints = [
        {
          sourceVolume  = "tmp"
          containerPath = "/tmp"
          readOnly      = false
        },
        {
          sourceVolume  = "files_volume"
          containerPath = "/files"
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
          awslogs-group         = aws_cloudwatch_log_group.tidy_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "tidy"
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
    name = "files_volume"

    # Encrypted on its way. IAM lets the task role in, by this access point alone.
    efs_volume_configuration {
      file_system_id     = aws_efs_file_system.files.id
      transit_encryption = "ENABLED"

      authorization_config {
        access_point_id = aws_efs_access_point.files_from_tidy.id
        iam             = "ENABLED"
      }
    }
  }

  lifecycle {
    # A revision that was deregistered starts no task: it stays until the next one has its place.
    create_before_destroy = true
  }
}

# [job.tidy] schedule: a group of its own, since a schedule has no tags, and metrics are by group.
resource "aws_scheduler_schedule_group" "tidy" {
  name = "wiki-tidy"
}

resource "aws_scheduler_schedule" "tidy" {
  name                         = "wiki-tidy"
  group_name                   = aws_scheduler_schedule_group.tidy.name
  schedule_expression          = "rate(1 day)"
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.main.arn
    role_arn = aws_iam_role.tidy_schedule.arn

    # A run that AWS starts twice is told the same time. As a text, since jsonencode escapes the brackets
    # that the scheduler looks for.
    input = "{\"containerOverrides\":[{\"name\":\"tidy\",\"environment\":[{\"name\":\"SCHEDULED_TIME\",\"value\":\"<aws.scheduler.scheduled-time>\"}]}]}"

    ecs_parameters {
      task_definition_arn     = aws_ecs_task_definition.tidy.arn
      launch_type             = "FARGATE"
      task_count              = 1
      enable_ecs_managed_tags = true
      enable_execute_command  = false
      propagate_tags          = "TASK_DEFINITION"

      network_configuration {
        subnets          = [for subnet in aws_subnet.private : subnet.id]
        security_groups  = [aws_security_group.tidy_tasks.id]
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
    aws_iam_role_policy.tidy_schedule,
    aws_iam_role_policy.tidy_execution,
    aws_iam_role_policy.tidy_task,
    aws_vpc_endpoint.interface,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.tidy_to_endpoints,
    aws_vpc_security_group_ingress_rule.endpoints_from_tidy,
    aws_vpc_security_group_egress_rule.tidy_to_s3,
    aws_vpc_security_group_egress_rule.tidy_to_files,
    aws_vpc_security_group_ingress_rule.files_from_tidy,
    aws_efs_mount_target.files,
  ]
}

# [job.tidy] schedule: EventBridge Scheduler starts tasks in the name of this role.
resource "aws_iam_role" "tidy_schedule" {
  name        = "wiki-tidy-schedule"
  description = "Starts job tidy when its time has come"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = aws_vpc.main.owner_id
          "aws:SourceArn"     = aws_scheduler_schedule_group.tidy.arn
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "tidy_schedule" {
  name = "run-task"
  role = aws_iam_role.tidy_schedule.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Any revision: a replaced one is started until the schedule names the next.
      {
        Effect    = "Allow"
        Action    = "ecs:RunTask"
        Resource  = "${aws_ecs_task_definition.tidy.arn_without_revision}:*"
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
        Resource  = [aws_iam_role.tidy_execution.arn, aws_iam_role.tidy_task.arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      },
    ]
  })
}

# A run that ended with another code than 0, or whose task did not start.
resource "aws_cloudwatch_event_rule" "tidy_failed" {
  name        = "wiki-tidy-failed"
  description = "A run of job tidy ended with another code than 0, or did not start."

  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn        = [aws_ecs_cluster.main.arn]
      taskDefinitionArn = [{ prefix = "${aws_ecs_task_definition.tidy.arn_without_revision}:" }]
      lastStatus        = ["STOPPED"]
      "$or" = [
        { containers = { name = ["tidy"], exitCode = [{ anything-but = 0 }] } },
        { stopCode = ["TaskFailedToStart"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "tidy_failed" {
  rule = aws_cloudwatch_event_rule.tidy_failed.name
  arn  = aws_cloudwatch_log_group.failed_runs.arn

  depends_on = [aws_cloudwatch_log_resource_policy.failed_runs]
}

# [job.tidy] A run that failed.
resource "aws_cloudwatch_metric_alarm" "tidy_failed" {
  alarm_name          = "wiki-tidy-failed"
  alarm_description   = "A run of job tidy ended with another code than 0, or did not start."
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
    RuleName = aws_cloudwatch_event_rule.tidy_failed.name
  }
}

# [job.tidy] A start that AWS refused as often as it was tried.
resource "aws_cloudwatch_metric_alarm" "tidy_dropped" {
  alarm_name          = "wiki-tidy-dropped"
  alarm_description   = "Job tidy was not started: AWS refused it."
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
    ScheduleGroup = aws_scheduler_schedule_group.tidy.name
  }
}
