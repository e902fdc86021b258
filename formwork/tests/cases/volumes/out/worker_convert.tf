# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "convert_tasks" {
  name              = "/ecs/wiki-convert"
  retention_in_days = 30
}

# [worker.convert] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "convert_tasks" {
  name_prefix = "wiki-convert-tasks-"
  description = "Traffic of the convert tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "wiki-convert-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "convert_to_endpoints" {
  security_group_id            = aws_security_group.convert_tasks.id
  description                  = "HTTPS to AWS APIs: image, logs, secrets"
  referenced_security_group_id = aws_security_group.endpoints.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_convert" {
  security_group_id            = aws_security_group.endpoints.id
  description                  = "HTTPS to AWS APIs: image, logs, secrets"
  referenced_security_group_id = aws_security_group.convert_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "convert_to_s3" {
  security_group_id = aws_security_group.convert_tasks.id
  description       = "HTTPS to S3: layers of the image, objects"
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "convert_to_shared" {
  security_group_id            = aws_security_group.convert_tasks.id
  description                  = "Files of the convert tasks to shared"
  referenced_security_group_id = aws_security_group.shared_volume.id
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "shared_from_convert" {
  security_group_id            = aws_security_group.shared_volume.id
  description                  = "Files of the convert tasks to shared"
  referenced_security_group_id = aws_security_group.convert_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049

  lifecycle {
    create_before_destroy = true
  }
}

# [worker.convert] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "convert_execution" {
  name               = "wiki-convert-execution"
  description        = "Starts tasks of convert: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "convert_execution" {
  name = "start-tasks"
  role = aws_iam_role.convert_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The image.
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = "arn:aws:ecr:us-east-1:123456789012:repository/convert"
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
        Resource = "${aws_cloudwatch_log_group.convert_tasks.arn}:*"
      },
    ]
  })
}

# [worker.convert] grants: the task role has what the code may do.
resource "aws_iam_role" "convert_task" {
  name               = "wiki-convert-task"
  description        = "The code of convert: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "convert_task" {
  name = "grants"
  role = aws_iam_role.convert_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # mounts.shared
      {
        Effect   = "Allow"
        Action   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
        Resource = aws_efs_access_point.shared_from_convert.file_system_arn
        Condition = {
          StringEquals = {
            "elasticfilesystem:AccessPointArn" = aws_efs_access_point.shared_from_convert.arn
          }
        }
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

# [worker.convert] cpu_units, memory_mib, environment, mounts
resource "aws_ecs_task_definition" "convert" {
  family                   = "wiki-convert"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.convert_execution.arn
  task_role_arn            = aws_iam_role.convert_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "convert"
      image                  = var.convert_image
      essential              = true
      user                   = "app"
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "0b8f640be9fb62e2" },
        { name = "SHARED_PATH", value = "/mnt/shared" },
      ]

      # The root file system is read-only; this is what the task may write to.
      mountPoints = [
        {
          sourceVolume  = "tmp"
          containerPath = "/tmp"
          readOnly      = false
        },
        {
          sourceVolume  = "shared_volume"
          containerPath = "/mnt/shared"
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
          awslogs-group         = aws_cloudwatch_log_group.convert_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "convert"
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
    name = "shared_volume"

    # Encrypted on its way. IAM lets the task role in, by this access point alone.
    efs_volume_configuration {
      file_system_id     = aws_efs_file_system.shared.id
      transit_encryption = "ENABLED"

      authorization_config {
        access_point_id = aws_efs_access_point.shared_from_convert.id
        iam             = "ENABLED"
      }
    }
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

# [worker.convert] scaling
resource "aws_ecs_service" "convert" {
  name            = "wiki-convert"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.convert.arn
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
    security_groups  = [aws_security_group.convert_tasks.id]
    assign_public_ip = false
  }

  lifecycle {
    # Application Auto Scaling sets the number of tasks.
    ignore_changes = [desired_count]

    # A service that went back to its former tasks is steady too.
    postcondition {
      condition     = self.task_definition == aws_ecs_task_definition.convert.arn
      error_message = "ECS took the deployment of convert back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster wiki --services wiki-convert` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_iam_role_policy.convert_execution,
    aws_iam_role_policy.convert_task,
    aws_vpc_endpoint.interface,
    aws_route_table_association.private,
    aws_ecs_cluster_capacity_providers.main,
    aws_vpc_security_group_egress_rule.convert_to_endpoints,
    aws_vpc_security_group_ingress_rule.endpoints_from_convert,
    aws_vpc_security_group_egress_rule.convert_to_s3,
    aws_vpc_security_group_egress_rule.convert_to_shared,
    aws_vpc_security_group_ingress_rule.shared_from_convert,
    aws_efs_mount_target.shared,
  ]
}

resource "aws_appautoscaling_target" "convert" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.convert.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "convert_cpu" {
  name               = "wiki-convert-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.convert.service_namespace
  resource_id        = aws_appautoscaling_target.convert.resource_id
  scalable_dimension = aws_appautoscaling_target.convert.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# [worker.convert] scaling.min
resource "aws_cloudwatch_metric_alarm" "convert_running_tasks" {
  alarm_name          = "wiki-convert-running-tasks"
  alarm_description   = "Fewer than 1 tasks of convert are running."
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 5
  # Silence means that nothing runs.
  treat_missing_data = "breaching"

  dimensions = {
    ClusterName = aws_ecs_cluster.main.name
    ServiceName = aws_ecs_service.convert.name
  }
}
