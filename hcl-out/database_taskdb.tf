# Generated from stack.toml by formwork; edit that file.

# [database.taskdb] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "taskdb_database" {
  name_prefix = "task-management-api-taskdb-database-"
  description = "Connections to database taskdb"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "task-management-api-taskdb-database"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_subnet_group" "taskdb" {
  name        = "task-management-api-taskdb"
  description = "Private subnets of database taskdb"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# A group of its own: the default one cannot be changed, and changing to another means a restart.
resource "aws_db_parameter_group" "taskdb" {
  name_prefix = "task-management-api-taskdb-"
  description = "Parameters of database taskdb"
  family      = "postgres15"

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
resource "aws_cloudwatch_log_group" "taskdb_postgresql" {
  name              = "/aws/rds/instance/task-management-api-taskdb/postgresql"
  retention_in_days = 7
}

resource "aws_cloudwatch_log_group" "taskdb_upgrade" {
  name              = "/aws/rds/instance/task-management-api-taskdb/upgrade"
  retention_in_days = 7
}

# [database.taskdb]
resource "aws_db_instance" "taskdb" {
  identifier     = "task-management-api-taskdb"
  engine         = "postgres"
  engine_version = "15"
  instance_class = "db.t3.micro"
  db_name        = "taskdb"
  port           = 5432

  # RDS makes the password, keeps it in Secrets Manager and rotates it. Terraform never sees it.
  username                    = "postgres"
  manage_master_user_password = true

  allocated_storage = 20
  storage_type      = "gp3"
  storage_encrypted = true

  multi_az               = true
  db_subnet_group_name   = aws_db_subnet_group.taskdb.name
  vpc_security_group_ids = [aws_security_group.taskdb_database.id]
  publicly_accessible    = false

  backup_retention_period = 7
  copy_tags_to_snapshot   = true
  deletion_protection     = false
  skip_final_snapshot     = true

  # Without this AWS refuses the step from one major version to the next, from which there is no way back.
  allow_major_version_upgrade     = true
  parameter_group_name            = aws_db_parameter_group.taskdb.name
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  auto_minor_version_upgrade      = true
  apply_immediately               = true

  depends_on = [
    aws_cloudwatch_log_group.taskdb_postgresql,
    aws_cloudwatch_log_group.taskdb_upgrade,
  ]
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "taskdb_cpu" {
  alarm_name          = "task-management-api-taskdb-cpu"
  alarm_description   = "The CPU of database taskdb has been above 80 % for 15 minutes, or it tells nothing any more."
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
    DBInstanceIdentifier = aws_db_instance.taskdb.identifier
  }
}
