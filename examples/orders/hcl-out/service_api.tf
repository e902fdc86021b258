# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "api_tasks" {
  name              = "/ecs/orders-api"
  retention_in_days = 30
}

# [service.api] port, grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "api_tasks" {
  name_prefix = "orders-api-tasks-"
  description = "Traffic of the api tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "orders-api-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_api" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to the api tasks"
  referenced_security_group_id = aws_security_group.api_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "api_from_load_balancer" {
  security_group_id            = aws_security_group.api_tasks.id
  description                  = "Requests and health checks to the api tasks"
  referenced_security_group_id = aws_security_group.load_balancer.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "api_to_internet" {
  security_group_id = aws_security_group.api_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "api_to_orders" {
  security_group_id            = aws_security_group.api_tasks.id
  description                  = "Queries of the api tasks to orders"
  referenced_security_group_id = aws_security_group.orders_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "orders_from_api" {
  security_group_id            = aws_security_group.orders_database.id
  description                  = "Queries of the api tasks to orders"
  referenced_security_group_id = aws_security_group.api_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "api_to_pricing" {
  security_group_id            = aws_security_group.api_tasks.id
  description                  = "Calls of the api tasks to pricing"
  referenced_security_group_id = aws_security_group.pricing_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8001
  to_port                      = 8001

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "pricing_from_api" {
  security_group_id            = aws_security_group.pricing_tasks.id
  description                  = "Calls of the api tasks to pricing"
  referenced_security_group_id = aws_security_group.api_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8001
  to_port                      = 8001

  lifecycle {
    create_before_destroy = true
  }
}

# [service.api] health_check
resource "aws_lb_target_group" "api" {
  name_prefix          = "api-"
  vpc_id               = aws_vpc.main.id
  target_type          = "ip"
  port                 = 8000
  protocol             = "HTTP"
  deregistration_delay = 30

  # These are written in any case: where they are left out, the provider keeps what was there.
  protocol_version = "HTTP1"

  stickiness {
    enabled = false
    type    = "lb_cookie"
  }

  health_check {
    path                = "/health"
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  tags = {
    Name = "orders-api"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [service.api] hosts, paths. The priority follows from the name of the service, and comes
# before that of a wider rule: another service does not renumber this one.
resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 47880

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }

  condition {
    host_header {
      values = ["shop.acme.example"]
    }
  }
}

# [service.api] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "api_execution" {
  name               = "orders-api-execution"
  description        = "Starts tasks of api: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "api_execution" {
  name = "start-tasks"
  role = aws_iam_role.api_execution.id

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
        Resource = "${aws_cloudwatch_log_group.api_tasks.arn}:*"
      },
    ]
  })
}

# [service.api] grants: the task role has what the code may do.
resource "aws_iam_role" "api_task" {
  name               = "orders-api-task"
  description        = "The code of api: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "api_task" {
  name = "grants"
  role = aws_iam_role.api_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants.carts
      {
        Effect   = "Allow"
        Action   = ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
        Resource = aws_dynamodb_table.carts.arn
      },
      # grants.events
      {
        Effect   = "Allow"
        Action   = ["sns:Publish"]
        Resource = aws_sns_topic.events.arn
      },
      # grants.orders
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = aws_db_instance.orders.master_user_secret[0].secret_arn
      },
      # grants.signing
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = aws_secretsmanager_secret.signing.arn
      },
    ]
  })
}

# [service.api] cpu_units, memory_mib, environment, init
resource "aws_ecs_task_definition" "api" {
  family                   = "orders-api"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.api_execution.arn
  task_role_arn            = aws_iam_role.api_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "api"
      image                  = coalesce(var.api_image, "${aws_ecr_repository.shop.repository_url}:1.0")
      essential              = true
      command                = ["api"]
      readonlyRootFilesystem = true
      stopTimeout            = 30

      dependsOn = [
        { containerName = "migrate", condition = "SUCCESS" },
      ]

      portMappings = [
        {
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]

      environment = [
        { name = "CARTS_TABLE", value = aws_dynamodb_table.carts.name },
        { name = "EVENTS_TOPIC_ARN", value = aws_sns_topic.events.arn },
        { name = "FORMWORK_FINGERPRINT", value = "f2bf062780792416" },
        { name = "ORDERS_HOST", value = aws_db_instance.orders.address },
        { name = "ORDERS_NAME", value = aws_db_instance.orders.db_name },
        { name = "ORDERS_PORT", value = tostring(aws_db_instance.orders.port) },
        { name = "ORDERS_SECRET_ARN", value = aws_db_instance.orders.master_user_secret[0].secret_arn },
        { name = "PRICING_URL", value = "http://pricing:80" },
        { name = "RUST_LOG", value = "info" },
        { name = "SIGNING_SECRET_ARN", value = aws_secretsmanager_secret.signing.arn },
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
          awslogs-group         = aws_cloudwatch_log_group.api_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "api"
        }
      }
    },
    {
      name                   = "migrate"
      image                  = coalesce(var.api_image, "${aws_ecr_repository.shop.repository_url}:1.0")
      essential              = false
      command                = ["migrate"]
      readonlyRootFilesystem = true
      startTimeout           = 120

      environment = [
        { name = "CARTS_TABLE", value = aws_dynamodb_table.carts.name },
        { name = "EVENTS_TOPIC_ARN", value = aws_sns_topic.events.arn },
        { name = "FORMWORK_FINGERPRINT", value = "f2bf062780792416" },
        { name = "ORDERS_HOST", value = aws_db_instance.orders.address },
        { name = "ORDERS_NAME", value = aws_db_instance.orders.db_name },
        { name = "ORDERS_PORT", value = tostring(aws_db_instance.orders.port) },
        { name = "ORDERS_SECRET_ARN", value = aws_db_instance.orders.master_user_secret[0].secret_arn },
        { name = "PRICING_URL", value = "http://pricing:80" },
        { name = "RUST_LOG", value = "info" },
        { name = "SIGNING_SECRET_ARN", value = aws_secretsmanager_secret.signing.arn },
      ]

      # The root file system is read-only; this is what the task may write to.
      mountPoints = [
        {
          sourceVolume  = "migrate-tmp"
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
          awslogs-group         = aws_cloudwatch_log_group.api_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "migrate"
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
    name = "migrate-tmp"
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

# [service.api] scaling
resource "aws_ecs_service" "api" {
  name            = "orders-api"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.api.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  availability_zone_rebalancing     = "ENABLED"
  enable_ecs_managed_tags           = true
  propagate_tags                    = "SERVICE"
  health_check_grace_period_seconds = 60

  # A deployment that does not become healthy gives up and goes back by itself. Terraform waits for the
  # end of it, whichever that is.
  wait_for_steady_state = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [for subnet in aws_subnet.private : subnet.id]
    security_groups  = [aws_security_group.api_tasks.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 8000
  }

  # Tasks find each other by name. They know the names that were there when their deployment began.
  service_connect_configuration {
    enabled   = true
    namespace = aws_service_discovery_http_namespace.main.arn

    log_configuration {
      log_driver = "awslogs"

      options = {
        awslogs-group         = aws_cloudwatch_log_group.api_tasks.name
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
      condition     = self.task_definition == aws_ecs_task_definition.api.arn
      error_message = "ECS took the deployment of api back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster orders --services orders-api` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_lb_listener_rule.api,
    aws_iam_role_policy.api_execution,
    aws_iam_role_policy.api_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.load_balancer_to_api,
    aws_vpc_security_group_ingress_rule.api_from_load_balancer,
    aws_vpc_security_group_egress_rule.api_to_internet,
    aws_vpc_security_group_egress_rule.api_to_orders,
    aws_vpc_security_group_ingress_rule.orders_from_api,
    aws_vpc_security_group_egress_rule.api_to_pricing,
    aws_vpc_security_group_ingress_rule.pricing_from_api,
    aws_ecs_service.pricing,
  ]
}

resource "aws_appautoscaling_target" "api" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.api.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 2
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "api_cpu" {
  name               = "orders-api-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.api.service_namespace
  resource_id        = aws_appautoscaling_target.api.resource_id
  scalable_dimension = aws_appautoscaling_target.api.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# [service.api] scaling.min
resource "aws_cloudwatch_metric_alarm" "api_running_tasks" {
  alarm_name          = "orders-api-running-tasks"
  alarm_description   = "Fewer than 2 tasks of api are running."
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
    ServiceName = aws_ecs_service.api.name
  }
}

# [service.api] health_check
resource "aws_cloudwatch_metric_alarm" "api_unhealthy_tasks" {
  alarm_name          = "orders-api-unhealthy-tasks"
  alarm_description   = "A task of api has failed its health check for 5 minutes."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 5
  # Without a task there is no value: the alarm on running tasks tells of that.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.api.arn_suffix
  }
}

# [alarms] service_response_milliseconds
resource "aws_cloudwatch_metric_alarm" "api_response_time" {
  alarm_name          = "orders-api-response-time"
  alarm_description   = "One answer in twenty of api has taken more than 2000 ms to begin, for 15 minutes."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  extended_statistic  = "p95"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2
  period              = 300
  evaluation_periods  = 3
  # A percentile of few requests says nothing.
  evaluate_low_sample_count_percentiles = "ignore"
  # Without a request there is no value.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.api.arn_suffix
  }
}
