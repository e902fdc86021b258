# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "rpc_tasks" {
  name              = "/ecs/shop-rpc"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn
}

# [service.rpc] port, grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "rpc_tasks" {
  name_prefix = "shop-rpc-tasks-"
  description = "Traffic of the rpc tasks"
  vpc_id      = local.vpc_id

  tags = {
    Name = "shop-rpc-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_rpc" {
  security_group_id            = local.load_balancer_security_group_id
  description                  = "Requests and health checks to the rpc tasks"
  referenced_security_group_id = aws_security_group.rpc_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "rpc_from_load_balancer" {
  security_group_id            = aws_security_group.rpc_tasks.id
  description                  = "Requests and health checks to the rpc tasks"
  referenced_security_group_id = local.load_balancer_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "rpc_to_internet" {
  security_group_id = aws_security_group.rpc_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "rpc_to_prices" {
  security_group_id            = aws_security_group.rpc_tasks.id
  description                  = "Calls of the rpc tasks to prices"
  referenced_security_group_id = aws_security_group.prices_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "prices_from_rpc" {
  security_group_id            = aws_security_group.prices_tasks.id
  description                  = "Calls of the rpc tasks to prices"
  referenced_security_group_id = aws_security_group.rpc_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000

  lifecycle {
    create_before_destroy = true
  }
}

# [service.rpc] health_check
resource "aws_lb_target_group" "rpc" {
  name_prefix          = "rpc-"
  vpc_id               = local.vpc_id
  target_type          = "ip"
  port                 = 8000
  protocol             = "HTTP"
  deregistration_delay = 30

  # These are written in any case: where they are left out, the provider keeps what was there.
  protocol_version = "GRPC"

  stickiness {
    enabled = false
    type    = "lb_cookie"
  }

  health_check {
    path                = "/grpc.health.v1.Health/Check"
    matcher             = "0"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  tags = {
    Name = "shop-rpc"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [service.rpc] hosts, paths. The priority follows from the name of the service, and comes
# before that of a wider rule: another service does not renumber this one.
resource "aws_lb_listener_rule" "rpc" {
  listener_arn = local.listener_arn
  priority     = 2965

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.rpc.arn
  }

  condition {
    host_header {
      values = ["rpc.shop.acme.example"]
    }
  }
}

# [service.rpc] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "rpc_execution" {
  name               = "shop-rpc-execution"
  description        = "Starts tasks of rpc: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "rpc_execution" {
  name = "start-tasks"
  role = aws_iam_role.rpc_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.rpc_tasks.arn}:*"
      },
    ]
  })
}

# [service.rpc] grants: the task role has what the code may do.
resource "aws_iam_role" "rpc_task" {
  name               = "shop-rpc-task"
  description        = "The code of rpc: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

# [service.rpc] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "rpc" {
  family                   = "shop-rpc"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.rpc_execution.arn
  task_role_arn            = aws_iam_role.rpc_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "rpc"
      image                  = var.rpc_image
      essential              = true
      user                   = "1000"
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
        { name = "FORMWORK_FINGERPRINT", value = "786400b2fe506d96" },
        { name = "PRICES_URL", value = "http://prices:80" },
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
          awslogs-group         = aws_cloudwatch_log_group.rpc_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "rpc"
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

# [service.rpc] scaling
resource "aws_ecs_service" "rpc" {
  name            = "shop-rpc"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.rpc.arn
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
    subnets          = local.private_subnet_ids
    security_groups  = [aws_security_group.rpc_tasks.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.rpc.arn
    container_name   = "rpc"
    container_port   = 8000
  }

  # Tasks find each other by name. They know the names that were there when their deployment began.
  service_connect_configuration {
    enabled   = true
    namespace = aws_service_discovery_http_namespace.main.arn

    log_configuration {
      log_driver = "awslogs"

      options = {
        awslogs-group         = aws_cloudwatch_log_group.rpc_tasks.name
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
      condition     = self.task_definition == aws_ecs_task_definition.rpc.arn
      error_message = "ECS took the deployment of rpc back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster shop --services shop-rpc` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_lb_listener_rule.rpc,
    aws_iam_role_policy.rpc_execution,
    aws_vpc_security_group_egress_rule.load_balancer_to_rpc,
    aws_vpc_security_group_ingress_rule.rpc_from_load_balancer,
    aws_vpc_security_group_egress_rule.rpc_to_internet,
    aws_vpc_security_group_egress_rule.rpc_to_prices,
    aws_vpc_security_group_ingress_rule.prices_from_rpc,
    aws_ecs_service.prices,
  ]
}

resource "aws_appautoscaling_target" "rpc" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.rpc.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 2
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "rpc_cpu" {
  name               = "shop-rpc-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.rpc.service_namespace
  resource_id        = aws_appautoscaling_target.rpc.resource_id
  scalable_dimension = aws_appautoscaling_target.rpc.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# [service.rpc] scaling.min
resource "aws_cloudwatch_metric_alarm" "rpc_running_tasks" {
  alarm_name          = "shop-rpc-running-tasks"
  alarm_description   = "Fewer than 2 tasks of rpc are running."
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
    ServiceName = aws_ecs_service.rpc.name
  }
}

# [service.rpc] health_check
resource "aws_cloudwatch_metric_alarm" "rpc_unhealthy_tasks" {
  alarm_name          = "shop-rpc-unhealthy-tasks"
  alarm_description   = "A task of rpc has failed its health check for 5 minutes."
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
    LoadBalancer = local.load_balancer_arn_suffix
    TargetGroup  = aws_lb_target_group.rpc.arn_suffix
  }
}

# [alarms] service_response_milliseconds
resource "aws_cloudwatch_metric_alarm" "rpc_response_time" {
  alarm_name          = "shop-rpc-response-time"
  alarm_description   = "One answer in twenty of rpc has taken more than 2000 ms to begin, for 15 minutes."
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
    LoadBalancer = local.load_balancer_arn_suffix
    TargetGroup  = aws_lb_target_group.rpc.arn_suffix
  }
}
