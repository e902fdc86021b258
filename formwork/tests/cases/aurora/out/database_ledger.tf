# Generated from stack.toml by formwork; edit that file.

# [database.ledger] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "ledger_database" {
  name_prefix = "shop-ledger-database-"
  description = "Connections to database ledger"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-ledger-database"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_subnet_group" "ledger" {
  name        = "shop-ledger"
  description = "Private subnets of database ledger"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# Parameters of the cluster, which are those of its instances too unless their own group has them. A group of its own:
# the default one cannot be changed, and changing to another means a restart.
resource "aws_rds_cluster_parameter_group" "ledger" {
  name_prefix = "shop-ledger-"
  description = "Parameters of database ledger"
  family      = "aurora-mysql8.0"

  # Refuses connections without TLS, as Aurora does by itself from version 8.4 on.
  parameter {
    name  = "require_secure_transport"
    value = "ON"
  }

  parameter {
    name  = "binlog_format"
    value = "ROW"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_parameter_group" "ledger" {
  name_prefix = "shop-ledger-"
  description = "Parameters of the instances of database ledger"
  family      = "aurora-mysql8.0"

  parameter {
    name  = "slow_query_log"
    value = "1"
  }

  parameter {
    name  = "long_query_time"
    value = "0.5"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# RDS makes these groups itself where they are missing, without retention and tags.
resource "aws_cloudwatch_log_group" "ledger_error" {
  name              = "/aws/rds/cluster/shop-ledger/error"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "ledger_slowquery" {
  name              = "/aws/rds/cluster/shop-ledger/slowquery"
  retention_in_days = 30
}

# [database.ledger]
resource "aws_rds_cluster" "ledger" {
  cluster_identifier = "shop-ledger"
  engine             = "aurora-mysql"
  engine_version     = "8.0"
  database_name      = "ledger"
  port               = 3307

  # [database.ledger] snapshot: what it was made from. Another does not make it anew.
  snapshot_identifier = "arn:aws:rds:us-east-1:123456789012:cluster-snapshot:ledger-2026"

  # RDS makes the password, keeps it in Secrets Manager and rotates it. Terraform never sees it.
  master_username             = "admin"
  manage_master_user_password = true

  storage_encrypted = true
  kms_key_id        = aws_kms_key.data.arn

  db_subnet_group_name   = aws_db_subnet_group.ledger.name
  vpc_security_group_ids = [aws_security_group.ledger_database.id]

  backup_retention_period = 7
  copy_tags_to_snapshot   = true
  deletion_protection     = false
  skip_final_snapshot     = true

  # Without this AWS refuses the step from one major version to the next, from which there is no way back.
  allow_major_version_upgrade      = true
  db_cluster_parameter_group_name  = aws_rds_cluster_parameter_group.ledger.name
  db_instance_parameter_group_name = aws_db_parameter_group.ledger.name
  enabled_cloudwatch_logs_exports  = ["error", "slowquery"]
  apply_immediately                = true

  depends_on = [
    aws_cloudwatch_log_group.ledger_error,
    aws_cloudwatch_log_group.ledger_slowquery,
  ]

  lifecycle {
    ignore_changes = [snapshot_identifier]
  }
}

# [database.ledger] readers: one instance writes, whichever Aurora chooses, and the others only read.
resource "aws_rds_cluster_instance" "ledger" {
  for_each = {
    "1" = "us-east-1a"
    "2" = "us-east-1b"
  }

  identifier         = "shop-ledger-${each.key}"
  cluster_identifier = aws_rds_cluster.ledger.id
  engine             = aws_rds_cluster.ledger.engine
  instance_class     = "db.r7g.large"
  availability_zone  = each.value

  # Each may take the place of the writer, and is as large.
  promotion_tier = 1

  db_subnet_group_name         = aws_db_subnet_group.ledger.name
  db_parameter_group_name      = aws_db_parameter_group.ledger.name
  publicly_accessible          = false
  performance_insights_enabled = false

  auto_minor_version_upgrade = true
  apply_immediately          = true
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "ledger_cpu" {
  alarm_name          = "shop-ledger-cpu"
  alarm_description   = "The CPU of the writer of database ledger has been above 80 % for 15 minutes, or it tells nothing any more."
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
    DBClusterIdentifier = aws_rds_cluster.ledger.cluster_identifier
    Role                = "WRITER"
  }
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "ledger_readers_cpu" {
  alarm_name          = "shop-ledger-readers-cpu"
  alarm_description   = "The CPU of the readers of database ledger has been above 80 % for 15 minutes, or it tells nothing any more."
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
    DBClusterIdentifier = aws_rds_cluster.ledger.cluster_identifier
    Role                = "READER"
  }
}

# [database.ledger] readers
resource "aws_cloudwatch_metric_alarm" "ledger_lag" {
  alarm_name          = "shop-ledger-lag"
  alarm_description   = "A reader of database ledger has been more than 2000 ms behind the writer for 15 minutes."
  namespace           = "AWS/RDS"
  metric_name         = "AuroraReplicaLagMaximum"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2000
  period              = 300
  evaluation_periods  = 3
  # The alarm on the CPU of the readers tells of readers that are down.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBClusterIdentifier = aws_rds_cluster.ledger.cluster_identifier
  }
}
