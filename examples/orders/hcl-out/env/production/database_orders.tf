# Generated from stack.toml by formwork; edit that file.

# [database.orders] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "orders_database" {
  name_prefix = "orders-production-orders-database-"
  description = "Connections to database orders"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "orders-production-orders-database"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_subnet_group" "orders" {
  name        = "orders-production-orders"
  description = "Private subnets of database orders"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# A group of its own: the default one cannot be changed, and changing to another means a restart.
resource "aws_db_parameter_group" "orders" {
  name_prefix = "orders-production-orders-"
  description = "Parameters of database orders"
  family      = "postgres16"

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
  name              = "/aws/rds/instance/orders-production-orders/postgresql"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn
}

resource "aws_cloudwatch_log_group" "orders_upgrade" {
  name              = "/aws/rds/instance/orders-production-orders/upgrade"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn
}

# [database.orders]
resource "aws_db_instance" "orders" {
  identifier     = "orders-production-orders"
  engine         = "postgres"
  engine_version = "16"
  instance_class = "db.m7g.large"
  db_name        = "orders"
  port           = 5432

  # RDS makes the password, keeps it in Secrets Manager and rotates it. Terraform never sees it.
  username                    = "postgres"
  manage_master_user_password = true

  allocated_storage = 20
  # RDS adds storage where less than a tenth is free, up to here.
  max_allocated_storage = 100
  storage_type          = "gp3"
  storage_encrypted     = true

  multi_az               = true
  db_subnet_group_name   = aws_db_subnet_group.orders.name
  vpc_security_group_ids = [aws_security_group.orders_database.id]
  publicly_accessible    = false

  backup_retention_period   = 7
  copy_tags_to_snapshot     = true
  deletion_protection       = true
  skip_final_snapshot       = false
  final_snapshot_identifier = "orders-production-orders-final"
  # Point-in-time recovery outlives the instance, for as long as backups are kept.
  delete_automated_backups = false

  # What tells, afterwards, why a database was slow; the first seven days of it cost nothing.
  # Database Insights has taken its place in the console; `standard` is its mode without charge.
  database_insights_mode                = "standard"
  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  performance_insights_kms_key_id       = aws_kms_key.main.arn
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.database_monitoring.arn

  # Lets people log in with their AWS identity instead of the managed password; a role of
  # PostgreSQL must be granted `rds_iam` for it.
  iam_database_authentication_enabled = true

  # Without this AWS refuses the step from one major version to the next, from which there is no way back.
  allow_major_version_upgrade     = false
  parameter_group_name            = aws_db_parameter_group.orders.name
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  auto_minor_version_upgrade      = true
  apply_immediately               = false

  depends_on = [
    aws_cloudwatch_log_group.orders_postgresql,
    aws_cloudwatch_log_group.orders_upgrade,
    aws_iam_role_policy_attachment.database_monitoring,
  ]
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "orders_cpu" {
  alarm_name          = "orders-production-orders-cpu"
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
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
}

# [alarms] database_free_storage_percent
resource "aws_cloudwatch_metric_alarm" "orders_free_storage" {
  alarm_name          = "orders-production-orders-free-storage"
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
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
}

# [alarms] database_connections_percent
resource "aws_cloudwatch_metric_alarm" "orders_connections" {
  alarm_name          = "orders-production-orders-connections"
  alarm_description   = "Database orders has had more than 664 connections for 15 minutes. It takes about 831."
  namespace           = "AWS/RDS"
  metric_name         = "DatabaseConnections"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 664
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU tells of a database that is down.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
}

# [alarms] database_free_memory_percent
resource "aws_cloudwatch_metric_alarm" "orders_free_memory" {
  alarm_name          = "orders-production-orders-free-memory"
  alarm_description   = "Less than 410 MiB of the memory of database orders has been free for 15 minutes."
  namespace           = "AWS/RDS"
  metric_name         = "FreeableMemory"
  statistic           = "Average"
  comparison_operator = "LessThanThreshold"
  threshold           = 429496730
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU tells of a database that is down.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
}
