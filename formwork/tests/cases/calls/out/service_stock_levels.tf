# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "stock_levels_tasks" {
  name              = "/ecs/shop-stock-levels"
  retention_in_days = 30
}

# [service.stock_levels] port, grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "stock_levels_tasks" {
  name_prefix = "shop-stock-levels-tasks-"
  description = "Traffic of the stock_levels tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-stock-levels-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "stock_levels_to_internet" {
  security_group_id = aws_security_group.stock_levels_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

# [service.stock_levels] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "stock_levels_execution" {
  name               = "shop-stock-levels-execution"
  description        = "Starts tasks of stock_levels: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "stock_levels_execution" {
  name = "start-tasks"
  role = aws_iam_role.stock_levels_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.stock_levels_tasks.arn}:*"
      },
    ]
  })
}

# [service.stock_levels] grants: the task role has what the code may do.
resource "aws_iam_role" "stock_levels_task" {
  name               = "shop-stock-levels-task"
  description        = "The code of stock_levels: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

# [service.stock_levels] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "stock_levels" {
  family                   = "shop-stock-levels"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.stock_levels_execution.arn
  task_role_arn            = aws_iam_role.stock_levels_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "stock_levels"
      image                  = var.stock_levels_image
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 30

      portMappings = [
        {
          name          = "stock-levels"
          appProtocol   = "grpc"
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "69e33b8b6639944f" },
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
          awslogs-group         = aws_cloudwatch_log_group.stock_levels_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "stock_levels"
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

# [service.stock_levels] scaling
resource "aws_ecs_service" "stock_levels" {
  name            = "shop-stock-levels"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.stock_levels.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  availability_zone_rebalancing = "ENABLED"
  enable_ecs_managed_tags       = true
  propagate_tags                = "SERVICE"

  # A deployment that does not become healthy gives up and goes back by itself. Terraform waits for the
  # end of it, whichever that is.
  wait_for_steady_state = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # Left out, the provider keeps the strategy that was there.
  deployment_configuration {
    strategy = "ROLLING"
  }

  network_configuration {
    subnets          = [for subnet in aws_subnet.private : subnet.id]
    security_groups  = [aws_security_group.stock_levels_tasks.id]
    assign_public_ip = false
  }

  # Tasks find each other by name. They know the names that were there when their deployment began.
  service_connect_configuration {
    enabled   = true
    namespace = aws_service_discovery_http_namespace.main.arn

    service {
      port_name      = "stock-levels"
      discovery_name = "stock-levels"

      client_alias {
        dns_name = "stock-levels"
        port     = 80
      }

      # Left out, a call that takes more than 15 seconds ends with 504.
      timeout {
        per_request_timeout_seconds = 0
        idle_timeout_seconds        = 300
      }
    }

    log_configuration {
      log_driver = "awslogs"

      options = {
        awslogs-group         = aws_cloudwatch_log_group.stock_levels_tasks.name
        awslogs-region        = "us-east-1"
        awslogs-stream-prefix = "service-connect"
      }
    }
  }

  lifecycle {
    # Application Auto Scaling sets the number of tasks.
    ignore_changes = [desired_count]

    # A service that went back to its former tasks is steady too.
    postcondition {
      condition     = self.task_definition == aws_ecs_task_definition.stock_levels.arn
      error_message = "ECS took the deployment of stock_levels back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster shop --services shop-stock-levels` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_iam_role_policy.stock_levels_execution,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.stock_levels_to_internet,
  ]
}

resource "aws_appautoscaling_target" "stock_levels" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.stock_levels.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 2
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "stock_levels_cpu" {
  name               = "shop-stock-levels-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.stock_levels.service_namespace
  resource_id        = aws_appautoscaling_target.stock_levels.resource_id
  scalable_dimension = aws_appautoscaling_target.stock_levels.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# [service.stock_levels] scaling.min
resource "aws_cloudwatch_metric_alarm" "stock_levels_running_tasks" {
  alarm_name          = "shop-stock-levels-running-tasks"
  alarm_description   = "Fewer than 2 tasks of stock_levels are running."
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 5
  # Silence means that nothing runs.
  treat_missing_data = "breaching"

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.stock_levels.name
  }
}
