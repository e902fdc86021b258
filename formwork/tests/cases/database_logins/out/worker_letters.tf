# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "letters_tasks" {
  name              = "/ecs/shop-letters"
  retention_in_days = 30
}

# [worker.letters] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "letters_tasks" {
  name_prefix = "shop-letters-tasks-"
  description = "Traffic of the letters tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-letters-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "letters_to_internet" {
  security_group_id = aws_security_group.letters_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "letters_to_books" {
  security_group_id            = aws_security_group.letters_tasks.id
  description                  = "Queries of the letters tasks to books"
  referenced_security_group_id = aws_security_group.books_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "books_from_letters" {
  security_group_id            = aws_security_group.books_database.id
  description                  = "Queries of the letters tasks to books"
  referenced_security_group_id = aws_security_group.letters_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "letters_to_cms" {
  security_group_id            = aws_security_group.letters_tasks.id
  description                  = "Queries of the letters tasks to cms"
  referenced_security_group_id = aws_security_group.cms_database.id
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "cms_from_letters" {
  security_group_id            = aws_security_group.cms_database.id
  description                  = "Queries of the letters tasks to cms"
  referenced_security_group_id = aws_security_group.letters_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 3306
  to_port                      = 3306

  lifecycle {
    create_before_destroy = true
  }
}

# [worker.letters] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "letters_execution" {
  name               = "shop-letters-execution"
  description        = "Starts tasks of letters: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "letters_execution" {
  name = "start-tasks"
  role = aws_iam_role.letters_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.letters_tasks.arn}:*"
      },
    ]
  })
}

# [worker.letters] grants: the task role has what the code may do.
resource "aws_iam_role" "letters_task" {
  name               = "shop-letters-task"
  description        = "The code of letters: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "letters_task" {
  name = "grants"
  role = aws_iam_role.letters_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants.books
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:aws:rds-db:us-east-1:${aws_vpc.main.owner_id}:dbuser:${aws_rds_cluster.books.cluster_resource_id}/letters"
      },
      # grants.books
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = aws_rds_cluster.books.master_user_secret[0].secret_arn
      },
      # grants.cms
      {
        Effect   = "Allow"
        Action   = ["rds-db:connect"]
        Resource = "arn:aws:rds-db:us-east-1:${aws_vpc.main.owner_id}:dbuser:${aws_db_instance.cms.resource_id}/letters"
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

# [worker.letters] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "letters" {
  family                   = "shop-letters"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.letters_execution.arn
  task_role_arn            = aws_iam_role.letters_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "letters"
      image                  = var.letters_image
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "BOOKS_HOST", value = aws_rds_cluster.books.endpoint },
        { name = "BOOKS_NAME", value = aws_rds_cluster.books.database_name },
        { name = "BOOKS_PORT", value = tostring(aws_rds_cluster.books.port) },
        { name = "BOOKS_SECRET_ARN", value = aws_rds_cluster.books.master_user_secret[0].secret_arn },
        { name = "BOOKS_USER", value = "letters" },
        { name = "CMS_HOST", value = aws_db_instance.cms.address },
        { name = "CMS_NAME", value = aws_db_instance.cms.db_name },
        { name = "CMS_PORT", value = tostring(aws_db_instance.cms.port) },
        { name = "CMS_USER", value = "letters" },
        { name = "FORMWORK_FINGERPRINT", value = "d15565bbde737828" },
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
          awslogs-group         = aws_cloudwatch_log_group.letters_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "letters"
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

# [worker.letters] scaling
resource "aws_ecs_service" "letters" {
  name            = "shop-letters"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.letters.arn
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
    security_groups  = [aws_security_group.letters_tasks.id]
    assign_public_ip = false
  }

  lifecycle {
    # Application Auto Scaling sets the number of tasks.
    ignore_changes = [desired_count]

    # A service that went back to its former tasks is steady too.
    postcondition {
      condition     = self.task_definition == aws_ecs_task_definition.letters.arn
      error_message = "ECS took the deployment of letters back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster shop --services shop-letters` says why."
    }
  }

  # What a first task needs to start, to be reached and to reach others.
  depends_on = [
    aws_iam_role_policy.letters_execution,
    aws_iam_role_policy.letters_task,
    aws_route.private_nat,
    aws_route_table_association.private,
    aws_ecs_cluster_capacity_providers.main,
    aws_vpc_security_group_egress_rule.letters_to_internet,
    aws_vpc_security_group_egress_rule.letters_to_books,
    aws_vpc_security_group_ingress_rule.books_from_letters,
    aws_vpc_security_group_egress_rule.letters_to_cms,
    aws_vpc_security_group_ingress_rule.cms_from_letters,
  ]
}

resource "aws_appautoscaling_target" "letters" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.letters.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = 1
  max_capacity       = 10
}

resource "aws_appautoscaling_policy" "letters_cpu" {
  name               = "shop-letters-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.letters.service_namespace
  resource_id        = aws_appautoscaling_target.letters.resource_id
  scalable_dimension = aws_appautoscaling_target.letters.scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = 70

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# [worker.letters] scaling.min
resource "aws_cloudwatch_metric_alarm" "letters_running_tasks" {
  alarm_name          = "shop-letters-running-tasks"
  alarm_description   = "Fewer than 1 tasks of letters are running."
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
    ServiceName = aws_ecs_service.letters.name
  }
}
