# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "reporter_tasks" {
  name              = "/ecs/shop-reporter"
  retention_in_days = 30
}

# [worker.reporter] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "reporter_tasks" {
  name_prefix = "shop-reporter-tasks-"
  description = "Traffic of the reporter tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-reporter-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "reporter_to_internet" {
  security_group_id = aws_security_group.reporter_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

# [worker.reporter] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "reporter_execution" {
  name               = "shop-reporter-execution"
  description        = "Starts tasks of reporter: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "reporter_execution" {
  name = "start-tasks"
  role = aws_iam_role.reporter_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.reporter_tasks.arn}:*"
      },
    ]
  })
}

# [worker.reporter] grants: the task role has what the code may do.
resource "aws_iam_role" "reporter_task" {
  name               = "shop-reporter-task"
  description        = "The code of reporter: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "reporter_task" {
  name = "grants"
  role = aws_iam_role.reporter_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants.reports
      {
        Effect   = "Allow"
        Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]
        Resource = aws_sqs_queue.reports.arn
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

# [worker.reporter] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "reporter" {
  family                   = "shop-reporter"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.reporter_execution.arn
  task_role_arn            = aws_iam_role.reporter_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "reporter"
      image                  = var.reporter_image
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "8406a222c2b45385" },
        { name = "REPORTS_QUEUE_URL", value = aws_sqs_queue.reports.url },
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
          awslogs-group         = aws_cloudwatch_log_group.reporter_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "reporter"
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

# [worker.reporter] scaling
resource "aws_ecs_service" "reporter" {
  name            = "shop-reporter"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.reporter.arn
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
    security_groups  = [aws_security_group.reporter_tasks.id]
    assign_public_ip = false
  }

  lifecycle {
    # Application Auto Scaling sets the number of tasks.
    ignore_changes = [desired_count]

    # A service that went back to its former tasks is steady too.
    postcondition {
      condition     = self.task_definition == aws_ecs_task_definition.reporter.arn
      error_message = "ECS took the deployment of reporter back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster shop --services shop-reporter` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_iam_role_policy.reporter_execution,
    aws_iam_role_policy.reporter_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_ecs_cluster_capacity_providers.main,
    aws_vpc_security_group_egress_rule.reporter_to_internet,
  ]
}

resource "aws_appautoscaling_target" "reporter" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.reporter.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 1
  max_capacity       = 10

  # The actions below set these at their times. Without this, each apply in between would set them back.
  lifecycle {
    ignore_changes = [min_capacity, max_capacity]
  }
}

# [worker.reporter] scaling.schedule
resource "aws_appautoscaling_scheduled_action" "reporter_cron_0_22" {
  name               = "shop-reporter-cron-0-22"
  service_namespace  = aws_appautoscaling_target.reporter.service_namespace
  resource_id        = aws_appautoscaling_target.reporter.resource_id
  scalable_dimension = aws_appautoscaling_target.reporter.scalable_dimension
  schedule           = "cron(0 22 * * ? *)"
  timezone           = "UTC"

  scalable_target_action {
    min_capacity = 0
    max_capacity = 10
  }
}

# [worker.reporter] scaling.schedule
resource "aws_appautoscaling_scheduled_action" "reporter_cron_0_6" {
  name               = "shop-reporter-cron-0-6"
  service_namespace  = aws_appautoscaling_target.reporter.service_namespace
  resource_id        = aws_appautoscaling_target.reporter.resource_id
  scalable_dimension = aws_appautoscaling_target.reporter.scalable_dimension
  schedule           = "cron(0 6 * * ? *)"
  timezone           = "UTC"

  scalable_target_action {
    min_capacity = 1
    max_capacity = 10
  }

  # AWS takes one change of a target at a time.
  depends_on = [aws_appautoscaling_scheduled_action.reporter_cron_0_22]
}

# [worker.reporter] scaling.messages_per_task: those that wait and those in flight, so that none is left to
# too few tasks. Without a task they are divided by one.
resource "aws_appautoscaling_policy" "reporter_backlog" {
  name               = "shop-reporter-backlog"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.reporter.service_namespace
  resource_id        = aws_appautoscaling_target.reporter.resource_id
  scalable_dimension = aws_appautoscaling_target.reporter.scalable_dimension

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
              value = aws_sqs_queue.reports.name
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
              value = aws_sqs_queue.reports.name
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
              value = aws_ecs_service.reporter.name
            }
          }
        }
      }
    }
  }
}

# [worker.reporter] scaling.min = 0: target tracking waits until more wait than one task works off. This starts
# the first task with the first message. It adds one and sets none: where the number of tasks comes late, a worker that has
# some would lose them.
resource "aws_appautoscaling_policy" "reporter_from_zero" {
  name               = "shop-reporter-from-zero"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.reporter.service_namespace
  resource_id        = aws_appautoscaling_target.reporter.resource_id
  scalable_dimension = aws_appautoscaling_target.reporter.scalable_dimension

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    metric_aggregation_type = "Maximum"
    cooldown                = 60

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 1
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "reporter_from_zero" {
  alarm_name          = "shop-reporter-from-zero"
  alarm_description   = "Messages wait in reports, and no task of reporter runs: one is started."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  alarm_actions       = [aws_appautoscaling_policy.reporter_from_zero.arn]

  # A queue that nobody used for hours has no metric.
  treat_missing_data = "notBreaching"

  # A service that has tasks is left to target tracking.
  metric_query {
    id          = "idle"
    label       = "Messages without a task"
    expression  = "IF(FILL(tasks, 0) < 1, waiting, 0)"
    return_data = true
  }

  metric_query {
    id = "waiting"

    metric {
      namespace   = "AWS/SQS"
      metric_name = "ApproximateNumberOfMessagesVisible"
      stat        = "Sum"
      period      = 60

      dimensions = {
        QueueName = aws_sqs_queue.reports.name
      }
    }
  }

  metric_query {
    id = "tasks"

    metric {
      namespace   = "ECS/ContainerInsights"
      metric_name = "RunningTaskCount"
      stat        = "Average"
      period      = 60

      dimensions = {
        ClusterName = aws_ecs_cluster.main.name
        ServiceName = aws_ecs_service.reporter.name
      }
    }
  }
}
