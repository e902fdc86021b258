# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "archive_tasks" {
  name              = "/ecs/atlas-archive"
  retention_in_days = 30
}

# [worker.archive] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "archive_tasks" {
  name_prefix = "atlas-archive-tasks-"
  description = "Traffic of the archive tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "atlas-archive-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "archive_to_internet" {
  security_group_id = aws_security_group.archive_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

# [worker.archive] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "archive_execution" {
  name               = "atlas-archive-execution"
  description        = "Starts tasks of archive: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "archive_execution" {
  name = "start-tasks"
  role = aws_iam_role.archive_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.archive_tasks.arn}:*"
      },
    ]
  })
}

# [worker.archive] grants: the task role has what the code may do.
resource "aws_iam_role" "archive_task" {
  name               = "atlas-archive-task"
  description        = "The code of archive: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "archive_task" {
  name = "grants"
  role = aws_iam_role.archive_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants."aws_sqs_queue.old"
      {
        Effect   = "Allow"
        Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]
        Resource = aws_sqs_queue.old.arn
      },
      # Its own tasks: while one works on something, nobody ends it.
      {
        Effect   = "Allow"
        Action   = ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"]
        Resource = "arn:aws:ecs:us-east-1:${aws_vpc.main.owner_id}:task/${aws_ecs_cluster.main.name}/*"
        Condition = {
          ArnEquals = {
            "ecs:cluster" = aws_ecs_cluster.main.arn
          }
        }
      },
    ]
  })
}

# [worker.archive] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "archive" {
  family                   = "atlas-archive"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.archive_execution.arn
  task_role_arn            = aws_iam_role.archive_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "archive"
      image                  = var.archive_image
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "d18b5c084a489377" },
        { name = "OLD_QUEUE_URL", value = aws_sqs_queue.old.url },
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
          awslogs-group         = aws_cloudwatch_log_group.archive_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "archive"
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

  # The former revision runs until all tasks are of the new one, and ECS goes back to it where the new one
  # fails. Nothing goes back to a revision that is no longer active.
  skip_destroy = true

  lifecycle {
    # Terraform hands this on to all that the revision names: what a revision no longer names, such as
    # a queue, goes after the tasks that use it.
    create_before_destroy = true
  }
}

# [worker.archive] scaling
resource "aws_ecs_service" "archive" {
  name            = "atlas-archive"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.archive.arn
  desired_count   = 1

  availability_zone_rebalancing = "ENABLED"
  enable_ecs_managed_tags       = true
  propagate_tags                = "SERVICE"

  # Another strategy replaces the tasks one by one, as a deployment does.
  force_new_deployment = true

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }

  # A deployment that does not become healthy gives up and goes back by itself. Terraform waits for the
  # end of it, whichever that is.
  wait_for_steady_state = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [for subnet in aws_subnet.private : subnet.id]
    security_groups  = [aws_security_group.archive_tasks.id]
    assign_public_ip = false
  }

  lifecycle {
    # Application Auto Scaling sets the number of tasks.
    ignore_changes = [desired_count]

    # A service that went back to its former tasks is steady too.
    postcondition {
      condition     = self.task_definition == aws_ecs_task_definition.archive.arn
      error_message = "ECS took the deployment of archive back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster atlas --services atlas-archive` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_iam_role_policy.archive_execution,
    aws_iam_role_policy.archive_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_ecs_cluster_capacity_providers.main,
    aws_vpc_security_group_egress_rule.archive_to_internet,
  ]
}

resource "aws_appautoscaling_target" "archive" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.archive.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 1
  max_capacity       = 10
}

# [worker.archive] scaling.min
resource "aws_cloudwatch_metric_alarm" "archive_running_tasks" {
  alarm_name          = "atlas-archive-running-tasks"
  alarm_description   = "Fewer than 1 tasks of archive are running."
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 5
  # Silence means that nothing runs.
  treat_missing_data = "breaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.archive.name
  }
}

# [worker.archive] scaling.messages_per_task: those that wait and those in flight, so that none is left to
# too few tasks. Without a task they are divided by one.
resource "aws_appautoscaling_policy" "archive_backlog" {
  name               = "atlas-archive-backlog"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.archive.service_namespace
  resource_id        = aws_appautoscaling_target.archive.resource_id
  scalable_dimension = aws_appautoscaling_target.archive.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value       = 100
    scale_in_cooldown  = 300
    scale_out_cooldown = 60

    customized_metric_specification {
      metrics {
        id          = "backlog"
        label       = "Messages per task"
        expression  = "(waiting + in_flight) / IF(FILL(tasks, 0) > 0, tasks, 1)"
        return_data = true
      }

      metrics {
        id          = "waiting"
        return_data = false

        metric_stat {
          stat = "Sum"

          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesVisible"

            dimensions {
              name  = "QueueName"
              value = aws_sqs_queue.old.name
            }
          }
        }
      }

      metrics {
        id          = "in_flight"
        return_data = false

        metric_stat {
          stat = "Sum"

          metric {
            namespace   = "AWS/SQS"
            metric_name = "ApproximateNumberOfMessagesNotVisible"

            dimensions {
              name  = "QueueName"
              value = aws_sqs_queue.old.name
            }
          }
        }
      }

      metrics {
        id          = "tasks"
        return_data = false

        metric_stat {
          stat = "Average"

          metric {
            namespace   = "ECS/ContainerInsights"
            metric_name = "RunningTaskCount"

            dimensions {
              name  = "ClusterName"
              value = aws_ecs_cluster.main.name
            }

            dimensions {
              name  = "ServiceName"
              value = aws_ecs_service.archive.name
            }
          }
        }
      }
    }
  }
}
