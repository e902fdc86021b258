# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "migrate_tasks" {
  name              = "/ecs/shop-migrate"
  retention_in_days = 30
}

# [task.migrate] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "migrate_tasks" {
  name_prefix = "shop-migrate-tasks-"
  description = "Traffic of the migrate tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-migrate-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "migrate_to_internet" {
  security_group_id = aws_security_group.migrate_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "migrate_to_orders" {
  security_group_id            = aws_security_group.migrate_tasks.id
  description                  = "Queries of the migrate tasks to orders"
  referenced_security_group_id = aws_security_group.orders_database.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "orders_from_migrate" {
  security_group_id            = aws_security_group.orders_database.id
  description                  = "Queries of the migrate tasks to orders"
  referenced_security_group_id = aws_security_group.migrate_tasks.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432

  lifecycle {
    create_before_destroy = true
  }
}

# [task.migrate] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "migrate_execution" {
  name               = "shop-migrate-execution"
  description        = "Starts tasks of migrate: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "migrate_execution" {
  name = "start-tasks"
  role = aws_iam_role.migrate_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The logs.
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.migrate_tasks.arn}:*"
      },
    ]
  })
}

# [task.migrate] grants: the task role has what the code may do.
resource "aws_iam_role" "migrate_task" {
  name               = "shop-migrate-task"
  description        = "The code of migrate: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "migrate_task" {
  name = "grants"
  role = aws_iam_role.migrate_task.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # grants.orders
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = aws_db_instance.orders.master_user_secret[0].secret_arn
      },
    ]
  })
}

# [task.migrate] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "migrate" {
  family                   = "shop-migrate"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.migrate_execution.arn
  task_role_arn            = aws_iam_role.migrate_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "migrate"
      image                  = var.migrate_image
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "1b9e9d1ab7f18770" },
        { name = "ORDERS_HOST", value = aws_db_instance.orders.address },
        { name = "ORDERS_NAME", value = aws_db_instance.orders.db_name },
        { name = "ORDERS_PORT", value = tostring(aws_db_instance.orders.port) },
        { name = "ORDERS_SECRET_ARN", value = aws_db_instance.orders.master_user_secret[0].secret_arn },
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
          awslogs-group         = aws_cloudwatch_log_group.migrate_tasks.name
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

  lifecycle {
    # A revision that was deregistered starts no task: it stays until the next one has its place.
    create_before_destroy = true
  }
}
