# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "orders_tasks" {
  name              = "/ecs/shop-orders"
  retention_in_days = 30
}

# [service.orders] port, grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "orders_tasks" {
  name_prefix = "shop-orders-tasks-"
  description = "Traffic of the orders tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-orders-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "orders_to_internet" {
  security_group_id = aws_security_group.orders_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "orders_to_ordersdb" {
  security_group_id            = aws_security_group.orders_tasks.id
  description                  = "Queries of the orders tasks to ordersdb"
  referenced_security_group_id = aws_security_group.ordersdb_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "ordersdb_from_orders" {
  security_group_id            = aws_security_group.ordersdb_database.id
  description                  = "Queries of the orders tasks to ordersdb"
  referenced_security_group_id = aws_security_group.orders_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "orders_to_stock_levels" {
  security_group_id            = aws_security_group.orders_tasks.id
  description                  = "Calls of the orders tasks to stock_levels"
  referenced_security_group_id = aws_security_group.stock_levels_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "stock_levels_from_orders" {
  security_group_id            = aws_security_group.stock_levels_tasks.id
  description                  = "Calls of the orders tasks to stock_levels"
  referenced_security_group_id = aws_security_group.orders_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

# [service.orders] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "orders_execution" {
  name               = "shop-orders-execution"
  description        = "Starts tasks of orders: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "orders_execution" {
  name = "start-tasks"
  role = aws_iam_role.orders_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.orders_tasks.arn}:*"
      },
    ]
  })
}

# [service.orders] grants: the task role has what the code may do.
resource "aws_iam_role" "orders_task" {
  name               = "shop-orders-task"
  description        = "The code of orders: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "orders_task" {
  name = "grants"
  role = aws_iam_role.orders_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants.ordersdb
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = aws_db_instance.ordersdb.master_user_secret[0].secret_arn
      },
    ]
  })
}

# [service.orders] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "orders" {
  family                   = "shop-orders"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.orders_execution.arn
  task_role_arn            = aws_iam_role.orders_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "orders"
      image                  = var.orders_image
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 30

      healthCheck = {
        command  = ["CMD", "/orders", "probe"]
        interval = 30
        timeout  = 5
        retries  = 3
      }

      portMappings = [
        {
          name          = "orders"
          appProtocol   = "http"
          containerPort = 9000
          hostPort      = 9000
          protocol      = "tcp"
        },
      ]

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "06783645669d8701" },
        { name = "ORDERSDB_HOST", value = aws_db_instance.ordersdb.address },
        { name = "ORDERSDB_NAME", value = aws_db_instance.ordersdb.db_name },
        { name = "ORDERSDB_PORT", value = tostring(aws_db_instance.ordersdb.port) },
        { name = "ORDERSDB_SECRET_ARN", value = aws_db_instance.ordersdb.master_user_secret[0].secret_arn },
        { name = "STOCK_LEVELS_URL", value = "http://stock-levels:80" },
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
          awslogs-group         = aws_cloudwatch_log_group.orders_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "orders"
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

# [service.orders] scaling
resource "aws_ecs_service" "orders" {
  name            = "shop-orders"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.orders.arn
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
    security_groups  = [aws_security_group.orders_tasks.id]
    assign_public_ip = false
  }

  # Tasks find each other by name. They know the names that were there when their deployment began.
  service_connect_configuration {
    enabled   = true
    namespace = aws_service_discovery_http_namespace.main.arn

    service {
      port_name      = "orders"
      discovery_name = "orders"

      client_alias {
        dns_name = "orders"
        port     = 80
      }

      # Left out, a call that takes more than 15 seconds ends with 504.
      timeout {
        per_request_timeout_seconds = 600
        idle_timeout_seconds        = 600
      }
    }

    log_configuration {
      log_driver = "awslogs"

      options = {
        awslogs-group         = aws_cloudwatch_log_group.orders_tasks.name
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
      condition     = self.task_definition == aws_ecs_task_definition.orders.arn
      error_message = "ECS took the deployment of orders back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster shop --services shop-orders` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_iam_role_policy.orders_execution,
    aws_iam_role_policy.orders_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.orders_to_internet,
    aws_vpc_security_group_egress_rule.orders_to_ordersdb,
    aws_vpc_security_group_ingress_rule.ordersdb_from_orders,
    aws_vpc_security_group_egress_rule.orders_to_stock_levels,
    aws_vpc_security_group_ingress_rule.stock_levels_from_orders,
    aws_ecs_service.stock_levels,
  ]
}

resource "aws_appautoscaling_target" "orders" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.orders.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 2
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "orders_cpu" {
  name               = "shop-orders-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.orders.service_namespace
  resource_id        = aws_appautoscaling_target.orders.resource_id
  scalable_dimension = aws_appautoscaling_target.orders.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# [service.orders] scaling.min
resource "aws_cloudwatch_metric_alarm" "orders_running_tasks" {
  alarm_name          = "shop-orders-running-tasks"
  alarm_description   = "Fewer than 2 tasks of orders are running."
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
    ServiceName = aws_ecs_service.orders.name
  }
}
