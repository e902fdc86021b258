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

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_orders" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "Requests and health checks to the orders tasks"
  referenced_security_group_id = aws_security_group.orders_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "orders_from_load_balancer" {
  security_group_id            = aws_security_group.orders_tasks.id
  description                  = "Requests and health checks to the orders tasks"
  referenced_security_group_id = aws_security_group.load_balancer.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

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

# [service.orders] health_check
resource "aws_lb_target_group" "orders" {
  name_prefix          = "order-"
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
    Name = "shop-orders"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [service.orders] deployment.strategy
resource "aws_lb_target_group" "orders_alternate" {
  name_prefix          = "order-"
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
    Name = "shop-orders-alternate"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [service.orders] hosts, paths. The priority follows from the name of the service, and comes
# before that of a wider rule: another service does not renumber this one.
resource "aws_lb_listener_rule" "orders" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 49973

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.orders.arn
        weight = 100
      }

      target_group {
        arn    = aws_lb_target_group.orders_alternate.arn
        weight = 0
      }
    }
  }

  condition {
    host_header {
      values = ["orders.acme.example"]
    }
  }

  # These are the weights of the first deployment. From then on ECS sets them, and an apply would lead the requests to
  # tasks that are gone.
  lifecycle {
    ignore_changes = [action]
  }
}

# [service.orders] deployment.strategy: the role under which ECS leads requests from old tasks to new ones. ECS
# documents no condition for the trust, and takes no role that it may not assume.
resource "aws_iam_role" "orders_traffic" {
  name        = "shop-orders-traffic"
  description = "Leads requests of shop-orders from old tasks to new ones"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "orders_traffic" {
  name = "shift-traffic"
  role = aws_iam_role.orders_traffic.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
        Resource = [aws_lb_target_group.orders.arn, aws_lb_target_group.orders_alternate.arn]
      },
      {
        Effect   = "Allow"
        Action   = "elasticloadbalancing:ModifyRule"
        Resource = aws_lb_listener_rule.orders.arn
      },
      # IAM knows no resource of these.
      {
        Effect = "Allow"
        Action = [
          "elasticloadbalancing:DescribeListeners",
          "elasticloadbalancing:DescribeRules",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth",
        ]
        Resource = "*"
      },
    ]
  })
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

      portMappings = [
        {
          name          = "orders"
          appProtocol   = "http"
          containerPort = 8000
          hostPort      = 8000
          protocol      = "tcp"
        },
      ]

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "98d8c9d8bb9e0cc8" },
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

  availability_zone_rebalancing     = "ENABLED"
  enable_ecs_managed_tags           = true
  propagate_tags                    = "SERVICE"
  health_check_grace_period_seconds = 60

  # New tasks start beside the old ones, and then get their requests. Terraform waits until the old ones are gone,
  # and takes the deployment back if it is interrupted. ECS has no circuit breaker here.
  wait_for_steady_state = true
  sigint_rollback       = true

  deployment_configuration {
    strategy             = "CANARY"
    bake_time_in_minutes = 10

    canary_configuration {
      canary_percent              = 10
      canary_bake_time_in_minutes = 15
    }
  }

  # It goes back as well when this alarm goes off meanwhile.
  alarms {
    alarm_names = [aws_cloudwatch_metric_alarm.load_balancer_5xx.alarm_name]
    enable      = true
    rollback    = true
  }

  network_configuration {
    subnets          = [for subnet in aws_subnet.private : subnet.id]
    security_groups  = [aws_security_group.orders_tasks.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.orders.arn
    container_name   = "orders"
    container_port   = 8000

    advanced_configuration {
      alternate_target_group_arn = aws_lb_target_group.orders_alternate.arn
      production_listener_rule   = aws_lb_listener_rule.orders.arn
      role_arn                   = aws_iam_role.orders_traffic.arn
    }
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
        per_request_timeout_seconds = 60
        idle_timeout_seconds        = 300
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

  # Longer than the provider's 20 minutes: the requests take their time to go over, and the old tasks wait after that.
  timeouts {
    create = "42m"
    update = "42m"
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
    aws_lb_listener_rule.orders,
    aws_iam_role_policy.orders_execution,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_vpc_security_group_egress_rule.load_balancer_to_orders,
    aws_vpc_security_group_ingress_rule.orders_from_load_balancer,
    aws_vpc_security_group_egress_rule.orders_to_internet,
    aws_iam_role_policy.orders_traffic,
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

# [service.orders] health_check
resource "aws_cloudwatch_metric_alarm" "orders_unhealthy_tasks" {
  alarm_name          = "shop-orders-unhealthy-tasks"
  alarm_description   = "A task of orders has failed its health check for 5 minutes."
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
    TargetGroup  = aws_lb_target_group.orders.arn_suffix
  }
}

# [alarms] service_response_milliseconds
resource "aws_cloudwatch_metric_alarm" "orders_response_time" {
  alarm_name          = "shop-orders-response-time"
  alarm_description   = "One answer in twenty of orders has taken more than 2000 ms to begin, for 15 minutes."
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
    TargetGroup  = aws_lb_target_group.orders.arn_suffix
  }
}

# [service.orders] health_check
resource "aws_cloudwatch_metric_alarm" "orders_unhealthy_tasks_2" {
  alarm_name          = "shop-orders-unhealthy-tasks-2"
  alarm_description   = "A task of orders has failed its health check for 5 minutes."
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
    TargetGroup  = aws_lb_target_group.orders_alternate.arn_suffix
  }
}

# [alarms] service_response_milliseconds
resource "aws_cloudwatch_metric_alarm" "orders_response_time_2" {
  alarm_name          = "shop-orders-response-time-2"
  alarm_description   = "One answer in twenty of orders has taken more than 2000 ms to begin, for 15 minutes."
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
    TargetGroup  = aws_lb_target_group.orders_alternate.arn_suffix
  }
}
