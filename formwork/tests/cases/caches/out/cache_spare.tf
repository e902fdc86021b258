# Generated from stack.toml by formwork; edit that file.

# [cache.spare] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "spare_cache" {
  name_prefix = "shop-spare-cache-"
  description = "Connections to cache spare"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-spare-cache"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_elasticache_subnet_group" "spare" {
  name        = "shop-spare"
  description = "Private subnets of cache spare"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# A group of its own: the default one cannot be changed.
resource "aws_elasticache_parameter_group" "spare" {
  name        = "shop-spare-valkey7"
  description = "Parameters of cache spare"
  family      = "valkey7"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "spare_slow_log" {
  name              = "/aws/elasticache/shop-spare/slow-log"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "spare_engine_log" {
  name              = "/aws/elasticache/shop-spare/engine-log"
  retention_in_days = 30
}

# [cache.spare]
resource "aws_elasticache_replication_group" "spare" {
  replication_group_id = "shop-spare"
  description          = "Cache spare"
  engine               = "valkey"
  engine_version       = "7.2"
  node_type            = "cache.t4g.micro"
  num_cache_clusters   = 2
  port                 = 6379

  # Where one node fails, another in another zone takes its place.
  automatic_failover_enabled = true
  multi_az_enabled           = true

  subnet_group_name    = aws_elasticache_subnet_group.spare.name
  security_group_ids   = [aws_security_group.spare_cache.id]
  parameter_group_name = aws_elasticache_parameter_group.spare.name

  # Nobody has a password: users log in with a token of IAM, which only TLS carries.
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"

  snapshot_retention_limit   = 1
  auto_minor_version_upgrade = true
  apply_immediately          = true

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.spare_slow_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.spare_engine_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "engine-log"
  }
}

# [cache.spare] node 1
resource "aws_cloudwatch_metric_alarm" "spare_memory_1" {
  alarm_name          = "shop-spare-memory-1"
  alarm_description   = "Node 1 of cache spare has used more than 80 % of its memory for 15 minutes."
  namespace           = "AWS/ElastiCache"
  metric_name         = "DatabaseMemoryUsagePercentage"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing: the alarm on its CPU tells of that.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:alarms"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:alarms"]

  dimensions = {
    CacheClusterId = "shop-spare-001"
  }

  depends_on = [aws_elasticache_replication_group.spare]
}

# [cache.spare] node 1
resource "aws_cloudwatch_metric_alarm" "spare_cpu_1" {
  alarm_name          = "shop-spare-cpu-1"
  alarm_description   = "Node 1 of cache spare has been busy for more than 90 % of 15 minutes, or is not there."
  namespace           = "AWS/ElastiCache"
  metric_name         = "EngineCPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing.
  treat_missing_data = "breaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:alarms"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:alarms"]

  dimensions = {
    CacheClusterId = "shop-spare-001"
  }

  depends_on = [aws_elasticache_replication_group.spare]
}

# [cache.spare] node 2
resource "aws_cloudwatch_metric_alarm" "spare_memory_2" {
  alarm_name          = "shop-spare-memory-2"
  alarm_description   = "Node 2 of cache spare has used more than 80 % of its memory for 15 minutes."
  namespace           = "AWS/ElastiCache"
  metric_name         = "DatabaseMemoryUsagePercentage"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing: the alarm on its CPU tells of that.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:alarms"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:alarms"]

  dimensions = {
    CacheClusterId = "shop-spare-002"
  }

  depends_on = [aws_elasticache_replication_group.spare]
}

# [cache.spare] node 2
resource "aws_cloudwatch_metric_alarm" "spare_cpu_2" {
  alarm_name          = "shop-spare-cpu-2"
  alarm_description   = "Node 2 of cache spare has been busy for more than 90 % of 15 minutes, or is not there."
  namespace           = "AWS/ElastiCache"
  metric_name         = "EngineCPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing.
  treat_missing_data = "breaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:alarms"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:alarms"]

  dimensions = {
    CacheClusterId = "shop-spare-002"
  }

  depends_on = [aws_elasticache_replication_group.spare]
}
