# Generated from stack.toml by formwork; edit that file.

# [logs] retention_days
resource "aws_cloudwatch_log_group" "report_tasks" {
  name              = "/ecs/shop-report"
  retention_in_days = 30
}

# [task.report] grants: who may talk to whom. A rule that is no longer wanted goes when the
# tasks that needed it are gone: what is created before it is destroyed is also removed last.
resource "aws_security_group" "report_tasks" {
  name_prefix = "shop-report-tasks-"
  description = "Traffic of the report tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-report-tasks"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "report_to_internet" {
  security_group_id = aws_security_group.report_tasks.id
  description       = "HTTPS to AWS APIs: image, logs, secrets, objects"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

# [task.report] image: the task execution role has what ECS itself needs to start a task.
resource "aws_iam_role" "report_execution" {
  name               = "shop-report-execution"
  description        = "Starts tasks of report: image and logs"
  assume_role_policy = local.ecs_tasks_trust_policy
}

resource "aws_iam_role_policy" "report_execution" {
  name = "start-tasks"
  role = aws_iam_role.report_execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # The image.
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = "arn:aws:ecr:us-east-1:123456789012:repository/report"
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
        Resource = "${aws_cloudwatch_log_group.report_tasks.arn}:*"
      },
    ]
  })
}

# [task.report] grants: the task role has what the code may do.
resource "aws_iam_role" "report_task" {
  name               = "shop-report-task"
  description        = "The code of report: what its grants allow"
  assume_role_policy = local.ecs_tasks_trust_policy
}

# [task.report] cpu_units, memory_mib, environment
resource "aws_ecs_task_definition" "report" {
  family                   = "shop-report"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.report_execution.arn
  task_role_arn            = aws_iam_role.report_task.arn

  # In the form in which ECS returns it, so that no plan shows a difference that is none.
  container_definitions = jsonencode([
    {
      name                   = "report"
      image                  = var.report_image
      essential              = true
      readonlyRootFilesystem = true
      stopTimeout            = 30

      environment = [
        { name = "FORMWORK_FINGERPRINT", value = "75cca24cd9d1fe22" },
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
          awslogs-group         = aws_cloudwatch_log_group.report_tasks.name
          awslogs-region        = "us-east-1"
          awslogs-stream-prefix = "report"
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
