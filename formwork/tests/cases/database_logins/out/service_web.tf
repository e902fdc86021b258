# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "web_tasks" {
  name              = "/ecs/shop-web"
  retention_in_days = 30
}

# [service.web] port, grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "web_tasks" {
  name_prefix = "shop-web-tasks-"
  description = "Traffic of the web tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-web-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_web" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to the web tasks"
  referenced_security_group_id = aws_security_group.web_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "web_from_load_balancer" {
  security_group_id            = aws_security_group.web_tasks.id
  description                  = "Requests and health checks to the web tasks"
  referenced_security_group_id = aws_security_group.load_balancer.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "web_to_internet" {
  security_group_id = aws_security_group.web_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "web_to_books" {
  security_group_id            = aws_security_group.web_tasks.id
  description                  = "Queries of the web tasks to books"
  referenced_security_group_id = aws_security_group.books_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "books_from_web" {
  security_group_id            = aws_security_group.books_database.id
  description                  = "Queries of the web tasks to books"
  referenced_security_group_id = aws_security_group.web_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "web_to_cms" {
  security_group_id            = aws_security_group.web_tasks.id
  description                  = "Queries of the web tasks to cms"
  referenced_security_group_id = aws_security_group.cms_database.id
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "cms_from_web" {
  security_group_id            = aws_security_group.cms_database.id
  description                  = "Queries of the web tasks to cms"
  referenced_security_group_id = aws_security_group.web_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "web_to_orders" {
  security_group_id            = aws_security_group.web_tasks.id
  description                  = "Queries of the web tasks to orders"
  referenced_security_group_id = aws_security_group.orders_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "orders_from_web" {
  security_group_id            = aws_security_group.orders_database.id
  description                  = "Queries of the web tasks to orders"
  referenced_security_group_id = aws_security_group.web_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

# [service.web] health_check
resource "aws_lb_target_group" "web" {
  name_prefix          = "web-"
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
    Name = "shop-web"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [service.web] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "web_execution" {
  name               = "shop-web-execution"
  description        = "Starts tasks of web: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "web_execution" {
  name = "start-tasks"
  role = aws_iam_role.web_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.web_tasks.arn}:*"
      },
    ]
  })
}

# [service.web] grants: the task role has what the code may do.
resource "aws_iam_role" "web_task" {
  name               = "shop-web-task"
  description        = "The code of web: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "web_task" {
  name = "grants"
  role = aws_iam_role.web_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants.books
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:aws:rds-db:us-east-1:${aws_vpc.main.owner_id}:dbuser:${aws_rds_cluster.books.cluster_resource_id}/web"
      },
      # grants.cms
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:aws:rds-db:us-east-1:${aws_vpc.main.owner_id}:dbuser:${aws_db_instance.cms.resource_id}/web"
      },
      # grants.orders
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:aws:rds-db:us-east-1:${aws_vpc.main.owner_id}:dbuser:${aws_db_instance.orders.resource_id}/web"
      },
    ]
  })
}

# [service.web] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "web" {
  family                   = "shop-web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.web_execution.arn
  task_role_arn            = aws_iam_role.web_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "web"
      image                  = var.web_image
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 30

      portMappings = [
        {
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]

      environment = [
        { name = "BOOKS_HOST", value = aws_rds_cluster.books.endpoint },
        { name = "BOOKS_NAME", value = aws_rds_cluster.books.database_name },
        { name = "BOOKS_PORT", value = tostring(aws_rds_cluster.books.port) },
        { name = "BOOKS_READ_HOST", value = aws_rds_cluster.books.reader_endpoint },
        { name = "BOOKS_USER", value = "web" },
        { name = "CMS_HOST", value = aws_db_instance.cms.address },
        { name = "CMS_NAME", value = aws_db_instance.cms.db_name },
        { name = "CMS_PORT", value = tostring(aws_db_instance.cms.port) },
        { name = "CMS_USER", value = "web" },
        { name = "FORMWORK_FINGERPRINT", value = "15c9ca1d45ee4c02" },
        { name = "ORDERS_HOST", value = aws_db_instance.orders.address },
        { name = "ORDERS_NAME", value = aws_db_instance.orders.db_name },
        { name = "ORDERS_PORT", value = tostring(aws_db_instance.orders.port) },
        { name = "ORDERS_USER", value = "web" },
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
          awslogs-group         = aws_cloudwatch_log_group.web_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "web"
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

# [service.web] scaling
resource "aws_ecs_service" "web" {
  name            = "shop-web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
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

  # Left out, the provider keeps the strategy that was there.
  deployment_configuration {
    strategy = "ROLLING"
  }

  network_configuration {
    subnets          = [for subnet in aws_subnet.private : subnet.id]
    security_groups  = [aws_security_group.web_tasks.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8000
  }

  lifecycle {
    # Application Auto Scaling sets the number of tasks.
    ignore_changes = [desired_count]

    # A service that went back to its former tasks is steady too.
    postcondition {
      condition     = self.task_definition == aws_ecs_task_definition.web.arn
      error_message = "ECS took the deployment of web back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster shop --services shop-web` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_lb_listener.http,
    aws_iam_role_policy.web_execution,
    aws_iam_role_policy.web_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.load_balancer_to_web,
    aws_vpc_security_group_ingress_rule.web_from_load_balancer,
    aws_vpc_security_group_egress_rule.web_to_internet,
    aws_vpc_security_group_egress_rule.web_to_books,
    aws_vpc_security_group_ingress_rule.books_from_web,
    aws_vpc_security_group_egress_rule.web_to_cms,
    aws_vpc_security_group_ingress_rule.cms_from_web,
    aws_vpc_security_group_egress_rule.web_to_orders,
    aws_vpc_security_group_ingress_rule.orders_from_web,
  ]
}

resource "aws_appautoscaling_target" "web" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.web.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 2
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "web_cpu" {
  name               = "shop-web-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.web.service_namespace
  resource_id        = aws_appautoscaling_target.web.resource_id
  scalable_dimension = aws_appautoscaling_target.web.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# [service.web] scaling.min
resource "aws_cloudwatch_metric_alarm" "web_running_tasks" {
  alarm_name          = "shop-web-running-tasks"
  alarm_description   = "Fewer than 2 tasks of web are running."
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
    ServiceName = aws_ecs_service.web.name
  }
}

# [service.web] health_check
resource "aws_cloudwatch_metric_alarm" "web_unhealthy_tasks" {
  alarm_name          = "shop-web-unhealthy-tasks"
  alarm_description   = "A task of web has failed its health check for 5 minutes."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "UnHealthyHostCount"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 5
  # Without a task there is no value: the alarm on running tasks tells of that.
  treat_missing_data = "notBreaching"

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.web.arn_suffix
  }
}

# [alarms] service_response_milliseconds
resource "aws_cloudwatch_metric_alarm" "web_response_time" {
  alarm_name          = "shop-web-response-time"
  alarm_description   = "One answer in twenty of web has taken more than 2000 ms to begin, for 15 minutes."
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

  dimensions = {
    LoadBalancer = aws_lb.main.arn_suffix
    TargetGroup  = aws_lb_target_group.web.arn_suffix
  }
}
