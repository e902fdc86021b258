# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "pricing_tasks" {
  name              = "/ecs/orders-pricing"
  retention_in_days = 30
}

# [service.pricing] port, grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "pricing_tasks" {
  name_prefix = "orders-pricing-tasks-"
  description = "Traffic of the pricing tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "orders-pricing-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "pricing_to_internet" {
  security_group_id = aws_security_group.pricing_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "pricing_to_orders" {
  security_group_id            = aws_security_group.pricing_tasks.id
  description                  = "Queries of the pricing tasks to orders"
  referenced_security_group_id = aws_security_group.orders_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "orders_from_pricing" {
  security_group_id            = aws_security_group.orders_database.id
  description                  = "Queries of the pricing tasks to orders"
  referenced_security_group_id = aws_security_group.pricing_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "pricing_to_quotes" {
  security_group_id            = aws_security_group.pricing_tasks.id
  description                  = "Commands of the pricing tasks to quotes"
  referenced_security_group_id = aws_security_group.quotes_cache.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "quotes_from_pricing" {
  security_group_id            = aws_security_group.quotes_cache.id
  description                  = "Commands of the pricing tasks to quotes"
  referenced_security_group_id = aws_security_group.pricing_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379

  lifecycle {
    create_before_destroy = true
  }
}

# [service.pricing] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "pricing_execution" {
  name               = "orders-pricing-execution"
  description        = "Starts tasks of pricing: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "pricing_execution" {
  name = "start-tasks"
  role = aws_iam_role.pricing_execution.id

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
        Resource = "${aws_cloudwatch_log_group.pricing_tasks.arn}:*"
      },
    ]
  })
}

# [service.pricing] grants: the task role has what the code may do.
resource "aws_iam_role" "pricing_task" {
  name               = "orders-pricing-task"
  description        = "The code of pricing: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "pricing_task" {
  name = "grants"
  role = aws_iam_role.pricing_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants.imports
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${aws_s3_bucket.imports.arn}/*"
      },
      # grants.orders
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = aws_db_instance.orders.master_user_secret[0].secret_arn
      },
      # grants.price_lists
      {
        Effect   = "Allow"
        Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]
        Resource = aws_sqs_queue.price_lists.arn
      },
      # grants.quotes
      {
        Effect   = "Allow"
        Action   = ["elasticache:Connect"]
        Resource = aws_elasticache_replication_group.quotes.arn
      },
      # grants.quotes
      {
        Effect   = "Allow"
        Action   = ["elasticache:Connect"]
        Resource = aws_elasticache_user.quotes_from_pricing.arn
      },
    ]
  })
}

# [service.pricing] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "pricing" {
  family                   = "orders-pricing"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.pricing_execution.arn
  task_role_arn            = aws_iam_role.pricing_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "pricing"
      image                  = coalesce(var.pricing_image, "${aws_ecr_repository.shop.repository_url}:1.0")
      essential              = true
      command                = ["pricing"]
      readonlyRootFilesystem = true
      stopTimeout            = 30

      healthCheck = {
        command  = ["CMD", "pricing", "probe"]
        interval = 30
        timeout  = 5
        retries  = 3
      }

      portMappings = [
        {
          name          = "pricing"
          appProtocol   = "http"
          containerPort = 8001
          hostPort      = 8001
          protocol      = "tcp"
        },
      ]

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "120ee7e31e81d257" },
        { name = "IMPORTS_BUCKET", value = aws_s3_bucket.imports.bucket },
        { name = "ORDERS_HOST", value = aws_db_instance.orders.address },
        { name = "ORDERS_NAME", value = aws_db_instance.orders.db_name },
        { name = "ORDERS_PORT", value = tostring(aws_db_instance.orders.port) },
        { name = "ORDERS_SECRET_ARN", value = aws_db_instance.orders.master_user_secret[0].secret_arn },
        { name = "PRICE_LISTS_QUEUE_URL", value = aws_sqs_queue.price_lists.url },
        { name = "QUOTES_CACHE", value = aws_elasticache_replication_group.quotes.replication_group_id },
        { name = "QUOTES_HOST", value = aws_elasticache_replication_group.quotes.primary_endpoint_address },
        { name = "QUOTES_PORT", value = tostring(aws_elasticache_replication_group.quotes.port) },
        { name = "QUOTES_READER_HOST", value = aws_elasticache_replication_group.quotes.reader_endpoint_address },
        { name = "QUOTES_USER", value = aws_elasticache_user.quotes_from_pricing.user_name },
        { name = "RUST_LOG", value = "info" },
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
          awslogs-group         = aws_cloudwatch_log_group.pricing_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "pricing"
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

# [service.pricing] scaling
resource "aws_ecs_service" "pricing" {
  name            = "orders-pricing"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.pricing.arn
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

  network_configuration {
    subnets          = [for subnet in aws_subnet.private : subnet.id]
    security_groups  = [aws_security_group.pricing_tasks.id]
    assign_public_ip = false
  }

  # Tasks find each other by name. They know the names that were there when their deployment began.
  service_connect_configuration {
    enabled   = true
    namespace = aws_service_discovery_http_namespace.main.arn

    service {
      port_name      = "pricing"
      discovery_name = "pricing"

      client_alias {
        dns_name = "pricing"
        port     = 80
      }

      # Left out, a call that takes more than 15 seconds ends with 504.
      timeout {
        per_request_timeout_seconds = 60
        idle_timeout_seconds        = 300
      }
    }

    log_configuration {
      log_driver = "awslogs"

      options = {
        awslogs-group         = aws_cloudwatch_log_group.pricing_tasks.name
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
      condition     = self.task_definition == aws_ecs_task_definition.pricing.arn
      error_message = "ECS took the deployment of pricing back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster orders --services orders-pricing` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_iam_role_policy.pricing_execution,
    aws_iam_role_policy.pricing_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.pricing_to_internet,
    aws_vpc_security_group_egress_rule.pricing_to_orders,
    aws_vpc_security_group_ingress_rule.orders_from_pricing,
    aws_vpc_security_group_egress_rule.pricing_to_quotes,
    aws_vpc_security_group_ingress_rule.quotes_from_pricing,
  ]
}

resource "aws_appautoscaling_target" "pricing" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.pricing.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 2
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "pricing_cpu" {
  name               = "orders-pricing-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.pricing.service_namespace
  resource_id        = aws_appautoscaling_target.pricing.resource_id
  scalable_dimension = aws_appautoscaling_target.pricing.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# [service.pricing] scaling.min
resource "aws_cloudwatch_metric_alarm" "pricing_running_tasks" {
  alarm_name          = "orders-pricing-running-tasks"
  alarm_description   = "Fewer than 2 tasks of pricing are running."
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 2
  period              = 60
  evaluation_periods  = 5
  # Silence means that nothing runs.
  treat_missing_data = "breaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.pricing.name
  }
}
