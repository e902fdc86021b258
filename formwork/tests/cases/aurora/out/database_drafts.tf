# Generated from stack.toml by formwork; edit that file.

# [database.drafts] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "drafts_database" {
  name_prefix = "shop-drafts-database-"
  description = "Connections to database drafts"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-drafts-database"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_subnet_group" "drafts" {
  name        = "shop-drafts"
  description = "Private subnets of database drafts"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# Parameters of the cluster, which are those of its instances too unless their own group has them. A group of its own:
# the default one cannot be changed, and changing to another means a restart.
resource "aws_rds_cluster_parameter_group" "drafts" {
  name_prefix = "shop-drafts-"
  description = "Parameters of database drafts"
  family      = "aurora-postgresql17"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_parameter_group" "drafts" {
  name_prefix = "shop-drafts-"
  description = "Parameters of the instances of database drafts"
  family      = "aurora-postgresql17"

  # Statements that take longer than this many milliseconds go to the log.
  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# RDS makes these groups itself where they are missing, without retention and tags.
resource "aws_cloudwatch_log_group" "drafts_postgresql" {
  name              = "/aws/rds/cluster/shop-drafts/postgresql"
  retention_in_days = 30
}

# [database.drafts]
resource "aws_rds_cluster" "drafts" {
  cluster_identifier = "shop-drafts"
  engine             = "aurora-postgresql"
  engine_version     = "17"
  database_name      = "drafts"
  port               = 5432

  # RDS makes the password, keeps it in Secrets Manager and rotates it. Terraform never sees it.
  master_username             = "postgres"
  manage_master_user_password = true

  storage_encrypted = true

  # [database.drafts] capacity: of each instance, in units of about 2 GiB of memory.
  serverlessv2_scaling_configuration {
    min_capacity = 0
    max_capacity = 2
  }

  db_subnet_group_name   = aws_db_subnet_group.drafts.name
  vpc_security_group_ids = [aws_security_group.drafts_database.id]

  backup_retention_period = 7
  copy_tags_to_snapshot   = true
  deletion_protection     = false
  skip_final_snapshot     = true

  # Without this AWS refuses the step from one major version to the next, from which there is no way back.
  allow_major_version_upgrade      = true
  db_cluster_parameter_group_name  = aws_rds_cluster_parameter_group.drafts.name
  db_instance_parameter_group_name = aws_db_parameter_group.drafts.name
  enabled_cloudwatch_logs_exports  = ["postgresql"]
  apply_immediately                = true

  depends_on = [
    aws_cloudwatch_log_group.drafts_postgresql,
  ]
}

# [database.drafts] readers: one instance writes, whichever Aurora chooses, and the others only read.
resource "aws_rds_cluster_instance" "drafts" {
  for_each = {
    "1" = "us-east-1a"
  }

  identifier         = "shop-drafts-${each.key}"
  cluster_identifier = aws_rds_cluster.drafts.id
  engine             = aws_rds_cluster.drafts.engine
  instance_class     = "db.serverless"
  availability_zone  = each.value

  # Each may take the place of the writer, and is as large.
  promotion_tier = 1

  db_subnet_group_name         = aws_db_subnet_group.drafts.name
  db_parameter_group_name      = aws_db_parameter_group.drafts.name
  publicly_accessible          = false
  performance_insights_enabled = false

  auto_minor_version_upgrade = true
  apply_immediately          = true
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "drafts_cpu" {
  alarm_name          = "shop-drafts-cpu"
  alarm_description   = "The CPU of the writer of database drafts has been above 80 % for 15 minutes."
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  # An instance that pauses tells nothing.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBClusterIdentifier = aws_rds_cluster.drafts.cluster_identifier
    Role                = "WRITER"
  }
}

# [database.drafts] capacity
resource "aws_cloudwatch_metric_alarm" "drafts_capacity" {
  alarm_name          = "shop-drafts-capacity"
  alarm_description   = "Database drafts has used more than 90 % of its largest capacity for 15 minutes: raise `max_acu`."
  namespace           = "AWS/RDS"
  metric_name         = "ACUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 3
  # An instance that pauses tells nothing.
  treat_missing_data = "notBreaching"

  dimensions = {
    DBClusterIdentifier = aws_rds_cluster.drafts.cluster_identifier
  }
}
