# Generated from stack.toml by formwork; edit that file.

# [cache.quotes] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "quotes_cache" {
  name_prefix = "orders-production-quotes-cache-"
  description = "Connections to cache quotes"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "orders-production-quotes-cache"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_elasticache_subnet_group" "quotes" {
  name        = "orders-production-quotes"
  description = "Private subnets of cache quotes"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# A group of its own: the default one cannot be changed.
resource "aws_elasticache_parameter_group" "quotes" {
  name        = "orders-production-quotes-valkey8"
  description = "Parameters of cache quotes"
  family      = "valkey8"

  lifecycle {
    create_before_destroy = true
  }
}

# [service.pricing] grants.quotes: it logs in with a token that IAM gives, and may do all but administer.
resource "aws_elasticache_user" "quotes_from_pricing" {
  user_id       = "orders-production-quotes-pricing"
  user_name     = "orders-production-quotes-pricing"
  engine        = "valkey"
  access_string = "on ~* &* +@all -@admin -@dangerous +info"

  authentication_mode {
    type = "iam"
  }

  # The group lets go of a user before that is deleted.
  lifecycle {
    create_before_destroy = true
  }
}

# Who is not in it is not let in, the default user neither.
resource "aws_elasticache_user_group" "quotes" {
  user_group_id = "orders-production-quotes"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.quotes_from_pricing.user_id]
}

resource "aws_cloudwatch_log_group" "quotes_slow_log" {
  name              = "/aws/elasticache/orders-production-quotes/slow-log"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn
}

resource "aws_cloudwatch_log_group" "quotes_engine_log" {
  name              = "/aws/elasticache/orders-production-quotes/engine-log"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.main.arn
}

# [cache.quotes]
resource "aws_elasticache_replication_group" "quotes" {
  replication_group_id = "orders-production-quotes"
  description          = "Cache quotes"
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = "cache.t4g.micro"
  num_cache_clusters   = 2
  port                 = 6379

  # Where one node fails, another in another zone takes its place.
  automatic_failover_enabled = true
  multi_az_enabled           = true

  subnet_group_name    = aws_elasticache_subnet_group.quotes.name
  security_group_ids   = [aws_security_group.quotes_cache.id]
  parameter_group_name = aws_elasticache_parameter_group.quotes.name

  # Nobody has a password: users log in with a token of IAM, which only TLS carries.
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.quotes.user_group_id]

  snapshot_retention_limit   = 7
  final_snapshot_identifier  = "orders-production-quotes-final"
  auto_minor_version_upgrade = true
  apply_immediately          = false

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.quotes_slow_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.quotes_engine_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "engine-log"
  }
}

# [cache.quotes] node 1
resource "aws_cloudwatch_metric_alarm" "quotes_memory_1" {
  alarm_name          = "orders-production-quotes-memory-1"
  alarm_description   = "Node 1 of cache quotes has used more than 80 % of its memory for 15 minutes."
  namespace           = "AWS/ElastiCache"
  metric_name         = "DatabaseMemoryUsagePercentage"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing: the alarm on its CPU tells of that.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    CacheClusterId = "orders-production-quotes-001"
  }

  depends_on = [aws_elasticache_replication_group.quotes]
}

# [cache.quotes] node 1
resource "aws_cloudwatch_metric_alarm" "quotes_cpu_1" {
  alarm_name          = "orders-production-quotes-cpu-1"
  alarm_description   = "Node 1 of cache quotes has been busy for more than 90 % of 15 minutes, or is not there."
  namespace           = "AWS/ElastiCache"
  metric_name         = "EngineCPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing.
  treat_missing_data = "breaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    CacheClusterId = "orders-production-quotes-001"
  }

  depends_on = [aws_elasticache_replication_group.quotes]
}

# [cache.quotes] node 2
resource "aws_cloudwatch_metric_alarm" "quotes_memory_2" {
  alarm_name          = "orders-production-quotes-memory-2"
  alarm_description   = "Node 2 of cache quotes has used more than 80 % of its memory for 15 minutes."
  namespace           = "AWS/ElastiCache"
  metric_name         = "DatabaseMemoryUsagePercentage"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing: the alarm on its CPU tells of that.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    CacheClusterId = "orders-production-quotes-002"
  }

  depends_on = [aws_elasticache_replication_group.quotes]
}

# [cache.quotes] node 2
resource "aws_cloudwatch_metric_alarm" "quotes_cpu_2" {
  alarm_name          = "orders-production-quotes-cpu-2"
  alarm_description   = "Node 2 of cache quotes has been busy for more than 90 % of 15 minutes, or is not there."
  namespace           = "AWS/ElastiCache"
  metric_name         = "EngineCPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing.
  treat_missing_data = "breaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  dimensions = {
    CacheClusterId = "orders-production-quotes-002"
  }

  depends_on = [aws_elasticache_replication_group.quotes]
}
