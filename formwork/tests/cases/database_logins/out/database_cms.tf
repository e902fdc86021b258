# Generated from stack.toml by formwork; edit that file.

# [database.cms] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "cms_database" {
  name_prefix = "shop-cms-database-"
  description = "Connections to database cms"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-cms-database"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_subnet_group" "cms" {
  name        = "shop-cms"
  description = "Private subnets of database cms"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# A group of its own: the default one cannot be changed, and changing to another means a restart.
resource "aws_db_parameter_group" "cms" {
  name_prefix = "shop-cms-"
  description = "Parameters of database cms"
  family      = "mysql8.4"

  # Statements that take longer than this many seconds go to the log.
  parameter {
    name  = "long_query_time"
    value = "1"
  }

  parameter {
    name  = "slow_query_log"
    value = "1"
  }

  # CloudWatch gets what is in files, not in tables.
  parameter {
    name  = "log_output"
    value = "FILE"
  }

  # Refuses connections without TLS.
  parameter {
    name  = "require_secure_transport"
    value = "1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# RDS makes these groups itself where they are missing, without retention and tags.
resource "aws_cloudwatch_log_group" "cms_error" {
  name              = "/aws/rds/instance/shop-cms/error"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "cms_slowquery" {
  name              = "/aws/rds/instance/shop-cms/slowquery"
  retention_in_days = 30
}

# [database.cms]
resource "aws_db_instance" "cms" {
  identifier     = "shop-cms"
  engine         = "mysql"
  engine_version = "8.4"
  instance_class = "db.t4g.micro"
  db_name        = "cms"
  port           = 3306

  # RDS makes the password, keeps it in Secrets Manager and rotates it. Terraform never sees it.
  username                    = "admin"
  manage_master_user_password = true

  allocated_storage = 20
  storage_type      = "gp3"
  storage_encrypted = true

  multi_az               = true
  db_subnet_group_name   = aws_db_subnet_group.cms.name
  vpc_security_group_ids = [aws_security_group.cms_database.id]
  publicly_accessible    = false

  backup_retention_period = 7
  copy_tags_to_snapshot   = true
  deletion_protection     = false
  skip_final_snapshot     = true

  # [database.cms] login: each container is a user of its own and logs in with a token.
  iam_database_authentication_enabled = true

  # Without this AWS refuses the step from one major version to the next, from which there is no way back.
  allow_major_version_upgrade     = true
  parameter_group_name            = aws_db_parameter_group.cms.name
  enabled_cloudwatch_logs_exports = ["error", "slowquery"]
  auto_minor_version_upgrade      = true
  apply_immediately               = true

  depends_on = [
    aws_cloudwatch_log_group.cms_error,
    aws_cloudwatch_log_group.cms_slowquery,
  ]
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "cms_cpu" {
  alarm_name          = "shop-cms-cpu"
  alarm_description   = "The CPU of database cms has been above 80 % for 15 minutes, or it tells nothing any more."
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
    DBInstanceIdentifier = aws_db_instance.cms.identifier
  }
}

# [alarms] database_free_storage_percent
resource "aws_cloudwatch_metric_alarm" "cms_free_storage" {
  alarm_name          = "shop-cms-free-storage"
  alarm_description   = "Less than 2 GiB of the storage of database cms is free: it stops when it is full."
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
    DBInstanceIdentifier = aws_db_instance.cms.identifier
  }
}

# [alarms] database_connections_percent
resource "aws_cloudwatch_metric_alarm" "cms_connections" {
  alarm_name          = "shop-cms-connections"
  alarm_description   = "Database cms has had more than 49 connections for 15 minutes. It takes about 62."
  namespace           = "AWS/RDS"
  metric_name         = "DatabaseConnections"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 49
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU tells of a database that is down.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.cms.identifier
  }
}

# [alarms] database_free_memory_percent
resource "aws_cloudwatch_metric_alarm" "cms_free_memory" {
  alarm_name          = "shop-cms-free-memory"
  alarm_description   = "Less than 51 MiB of the memory of database cms has been free for 15 minutes."
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
    DBInstanceIdentifier = aws_db_instance.cms.identifier
  }
}

# [database.cms] instance_class
resource "aws_cloudwatch_metric_alarm" "cms_cpu_credits" {
  alarm_name          = "shop-cms-cpu-credits"
  alarm_description   = "Database cms uses more CPU than its class pays for, and AWS charges for it."
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
    DBInstanceIdentifier = aws_db_instance.cms.identifier
  }
}
