# Generated from stack.toml by formwork; edit that file.

# [database.orders] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "orders_database" {
  name_prefix = "shop-orders-database-"
  description = "Connections to database orders"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-orders-database"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_subnet_group" "orders" {
  name        = "shop-orders"
  description = "Private subnets of database orders"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# A group of its own: the default one cannot be changed, and changing to another means a restart.
resource "aws_db_parameter_group" "orders" {
  name_prefix = "shop-orders-"
  description = "Parameters of database orders"
  family      = "postgres17"

  # Statements that take longer than this many milliseconds go to the log.
  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  # The values of their parameters do not: they may be what nobody is to read.
  parameter {
    name  = "log_parameter_max_length"
    value = "0"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# RDS makes these groups itself where they are missing, without retention and tags.
resource "aws_cloudwatch_log_group" "orders_postgresql" {
  name              = "/aws/rds/instance/shop-orders/postgresql"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "orders_upgrade" {
  name              = "/aws/rds/instance/shop-orders/upgrade"
  retention_in_days = 30
}

# [database.orders]
resource "aws_db_instance" "orders" {
  identifier     = "shop-orders"
  engine         = "postgres"
  engine_version = "17"
  instance_class = "db.t4g.micro"
  db_name        = "orders"
  port           = 5432

  # RDS makes the password, keeps it in Secrets Manager and rotates it. Terraform never sees it.
  username                    = "postgres"
  manage_master_user_password = true

  allocated_storage = 20
  storage_type      = "gp3"
  storage_encrypted = true

  multi_az               = true
  db_subnet_group_name   = aws_db_subnet_group.orders.name
  vpc_security_group_ids = [aws_security_group.orders_database.id]
  publicly_accessible    = false

  backup_retention_period = 7
  copy_tags_to_snapshot   = true
  deletion_protection     = false
  skip_final_snapshot     = true

  # [database.orders] login: each container is a user of its own and logs in with a token.
  iam_database_authentication_enabled = true

  # Without this AWS refuses the step from one major version to the next, from which there is no way back.
  allow_major_version_upgrade     = true
  parameter_group_name            = aws_db_parameter_group.orders.name
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  auto_minor_version_upgrade      = true
  apply_immediately               = true

  depends_on = [
    aws_cloudwatch_log_group.orders_postgresql,
    aws_cloudwatch_log_group.orders_upgrade,
  ]
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "orders_cpu" {
  alarm_name          = "shop-orders-cpu"
  alarm_description   = "The CPU of database orders has been above 80 % for 15 minutes, or it tells nothing any more."
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  # Silence means that the database is down.
  treat_missing_data = "breaching"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
}

# [alarms] database_free_storage_percent
resource "aws_cloudwatch_metric_alarm" "orders_free_storage" {
  alarm_name          = "shop-orders-free-storage"
  alarm_description   = "Less than 2 GiB of the storage of database orders is free: it stops when it is full."
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 2147483648
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU tells of a database that is down.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
}

# [alarms] database_connections_percent
resource "aws_cloudwatch_metric_alarm" "orders_connections" {
  alarm_name          = "shop-orders-connections"
  alarm_description   = "Database orders has had more than 65 connections for 15 minutes. It takes about 82."
  namespace           = "AWS/RDS"
  metric_name         = "DatabaseConnections"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 65
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU tells of a database that is down.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
}

# [alarms] database_free_memory_percent
resource "aws_cloudwatch_metric_alarm" "orders_free_memory" {
  alarm_name          = "shop-orders-free-memory"
  alarm_description   = "Less than 51 MiB of the memory of database orders has been free for 15 minutes."
  namespace           = "AWS/RDS"
  metric_name         = "FreeableMemory"
  statistic           = "Average"
  comparison_operator = "LessThanThreshold"
  threshold           = 53687091
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU tells of a database that is down.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
}

# [database.orders] instance_class
resource "aws_cloudwatch_metric_alarm" "orders_cpu_credits" {
  alarm_name          = "shop-orders-cpu-credits"
  alarm_description   = "Database orders uses more CPU than its class pays for, and AWS charges for it."
  namespace           = "AWS/RDS"
  metric_name         = "CPUSurplusCreditsCharged"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU tells of a database that is down.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
}
