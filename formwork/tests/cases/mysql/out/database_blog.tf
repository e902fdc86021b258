# Generated from stack.toml by formwork; edit that file.

# [database.blog] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "blog_database" {
  name_prefix = "shop-blog-database-"
  description = "Connections to database blog"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-blog-database"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_subnet_group" "blog" {
  name        = "shop-blog"
  description = "Private subnets of database blog"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# A group of its own: the default one cannot be changed, and changing to another means a restart.
resource "aws_db_parameter_group" "blog" {
  name_prefix = "shop-blog-"
  description = "Parameters of database blog"
  family      = "mysql8.0"

  # Statements that take longer than this many seconds go to the log.
  parameter {
    name  = "long_query_time"
    value = "1"
  }

  # Refuses connections without TLS.
  parameter {
    name  = "require_secure_transport"
    value = "1"
  }

  parameter {
    name  = "innodb_read_io_threads"
    value = "8"
    # Holds after the next restart.
    apply_method = "pending-reboot"
  }

  parameter {
    name  = "log_output"
    value = "TABLE"
  }

  parameter {
    name  = "max_connections"
    value = "{DBInstanceClassMemory/12582880}"
  }

  parameter {
    name  = "slow_query_log"
    value = "0"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# RDS makes these groups itself where they are missing, without retention and tags.
resource "aws_cloudwatch_log_group" "blog_error" {
  name              = "/aws/rds/instance/shop-blog/error"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "blog_slowquery" {
  name              = "/aws/rds/instance/shop-blog/slowquery"
  retention_in_days = 30
}

# [database.blog]
resource "aws_db_instance" "blog" {
  identifier     = "shop-blog"
  engine         = "mysql"
  engine_version = "8.0"
  instance_class = "db.m7g.large"
  db_name        = "blog"
  port           = 3306

  # [database.blog] snapshot: what it was made from. Another does not make it anew.
  snapshot_identifier = "blog-2026-11-25"

  # RDS makes the password, keeps it in Secrets Manager and rotates it. Terraform never sees it.
  username                    = "admin"
  manage_master_user_password = true

  allocated_storage = 100
  # RDS adds storage where less than a tenth is free, up to here.
  max_allocated_storage = 500
  storage_type          = "gp3"
  storage_encrypted     = true

  multi_az               = false
  db_subnet_group_name   = aws_db_subnet_group.blog.name
  vpc_security_group_ids = [aws_security_group.blog_database.id]
  publicly_accessible    = false

  backup_retention_period = 7
  copy_tags_to_snapshot   = true
  deletion_protection     = false
  skip_final_snapshot     = true

  # Without this AWS refuses the step from one major version to the next, from which there is no way back.
  allow_major_version_upgrade     = true
  parameter_group_name            = aws_db_parameter_group.blog.name
  enabled_cloudwatch_logs_exports = ["error", "slowquery"]
  auto_minor_version_upgrade      = true
  apply_immediately               = true

  depends_on = [
    aws_cloudwatch_log_group.blog_error,
    aws_cloudwatch_log_group.blog_slowquery,
  ]

  lifecycle {
    ignore_changes = [snapshot_identifier]
  }
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "blog_cpu" {
  alarm_name          = "shop-blog-cpu"
  alarm_description   = "The CPU of database blog has been above 80 % for 15 minutes, or it tells nothing any more."
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
    DBInstanceIdentifier = aws_db_instance.blog.identifier
  }
}

# [alarms] database_free_storage_percent
resource "aws_cloudwatch_metric_alarm" "blog_free_storage" {
  alarm_name          = "shop-blog-free-storage"
  alarm_description   = "Less than 10 GiB of the storage of database blog is free: it stops when it is full."
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 10737418240
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU tells of a database that is down.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.blog.identifier
  }
}

# [alarms] database_free_memory_percent
resource "aws_cloudwatch_metric_alarm" "blog_free_memory" {
  alarm_name          = "shop-blog-free-memory"
  alarm_description   = "Less than 410 MiB of the memory of database blog has been free for 15 minutes."
  namespace           = "AWS/RDS"
  metric_name         = "FreeableMemory"
  statistic           = "Average"
  comparison_operator = "LessThanThreshold"
  threshold           = 429496730
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU tells of a database that is down.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBInstanceIdentifier = aws_db_instance.blog.identifier
  }
}
