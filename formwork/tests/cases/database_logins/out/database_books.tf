# Generated from stack.toml by formwork; edit that file.

# [database.books] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "books_database" {
  name_prefix = "shop-books-database-"
  description = "Connections to database books"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-books-database"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_subnet_group" "books" {
  name        = "shop-books"
  description = "Private subnets of database books"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# Parameters of the cluster, which are those of its instances too unless their own group has them. A group of its own:
# the default one cannot be changed, and changing to another means a restart.
resource "aws_rds_cluster_parameter_group" "books" {
  name_prefix = "shop-books-"
  description = "Parameters of database books"
  family      = "aurora-postgresql17"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_parameter_group" "books" {
  name_prefix = "shop-books-"
  description = "Parameters of the instances of database books"
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
resource "aws_cloudwatch_log_group" "books_postgresql" {
  name              = "/aws/rds/cluster/shop-books/postgresql"
  retention_in_days = 30
}

# [database.books]
resource "aws_rds_cluster" "books" {
  cluster_identifier = "shop-books"
  engine             = "aurora-postgresql"
  engine_version     = "17"
  database_name      = "books"
  port               = 5432

  # RDS makes the password, keeps it in Secrets Manager and rotates it. Terraform never sees it.
  master_username             = "postgres"
  manage_master_user_password = true

  storage_encrypted = true

  # [database.books] capacity: of each instance, in units of about 2 GiB of memory.
  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 4
  }

  db_subnet_group_name   = aws_db_subnet_group.books.name
  vpc_security_group_ids = [aws_security_group.books_database.id]

  backup_retention_period = 7
  copy_tags_to_snapshot   = true
  deletion_protection     = false
  skip_final_snapshot     = true

  # [database.books] login: each container is a user of its own and logs in with a token.
  iam_database_authentication_enabled = true

  # Without this AWS refuses the step from one major version to the next, from which there is no way back.
  allow_major_version_upgrade      = true
  db_cluster_parameter_group_name  = aws_rds_cluster_parameter_group.books.name
  db_instance_parameter_group_name = aws_db_parameter_group.books.name
  enabled_cloudwatch_logs_exports  = ["postgresql"]
  apply_immediately                = true

  depends_on = [
    aws_cloudwatch_log_group.books_postgresql,
  ]
}

# [database.books] readers: one instance writes, whichever Aurora chooses, and the others only read.
resource "aws_rds_cluster_instance" "books" {
  for_each = {
    "1" = "us-east-1a"
    "2" = "us-east-1b"
    "3" = "us-east-1a"
  }

  identifier         = "shop-books-${each.key}"
  cluster_identifier = aws_rds_cluster.books.id
  engine             = aws_rds_cluster.books.engine
  instance_class     = "db.serverless"
  availability_zone  = each.value

  # Each may take the place of the writer, and is as large.
  promotion_tier = 1

  db_subnet_group_name         = aws_db_subnet_group.books.name
  db_parameter_group_name      = aws_db_parameter_group.books.name
  publicly_accessible          = false
  performance_insights_enabled = false

  auto_minor_version_upgrade = true
  apply_immediately          = true
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "books_cpu" {
  alarm_name          = "shop-books-cpu"
  alarm_description   = "The CPU of the writer of database books has been above 80 % for 15 minutes, or it tells nothing any more."
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
    DBClusterIdentifier = aws_rds_cluster.books.cluster_identifier
    Role                = "WRITER"
  }
}

# [alarms] database_cpu_percent
resource "aws_cloudwatch_metric_alarm" "books_readers_cpu" {
  alarm_name          = "shop-books-readers-cpu"
  alarm_description   = "The CPU of the readers of database books has been above 80 % for 15 minutes, or it tells nothing any more."
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
    DBClusterIdentifier = aws_rds_cluster.books.cluster_identifier
    Role                = "READER"
  }
}

# [database.books] readers
resource "aws_cloudwatch_metric_alarm" "books_lag" {
  alarm_name          = "shop-books-lag"
  alarm_description   = "A reader of database books has been more than 2000 ms behind the writer for 15 minutes."
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
    DBClusterIdentifier = aws_rds_cluster.books.cluster_identifier
  }
}

# [database.books] capacity
resource "aws_cloudwatch_metric_alarm" "books_capacity" {
  alarm_name          = "shop-books-capacity"
  alarm_description   = "Database books has used more than 90 % of its largest capacity for 15 minutes: raise `max_acu`."
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
    DBClusterIdentifier = aws_rds_cluster.books.cluster_identifier
  }
}
