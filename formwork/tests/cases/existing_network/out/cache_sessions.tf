# Generated from stack.toml by formwork; edit that file.

# [cache.sessions] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "sessions_cache" {
  name_prefix = "shop-sessions-cache-"
  description = "Connections to cache sessions"
  vpc_id      = local.vpc_id

  tags = {
    Name = "shop-sessions-cache"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_elasticache_subnet_group" "sessions" {
  name        = "shop-sessions"
  description = "Private subnets of cache sessions"
  subnet_ids  = local.private_subnet_ids
}

# A group of its own: the default one cannot be changed.
resource "aws_elasticache_parameter_group" "sessions" {
  name        = "shop-sessions-valkey8"
  description = "Parameters of cache sessions"
  family      = "valkey8"

  lifecycle {
    create_before_destroy = true
  }
}

# [service.web] grants.sessions: it logs in with a token that IAM gives, and may do all but administer.
resource "aws_elasticache_user" "sessions_from_web" {
  user_id       = "shop-sessions-web"
  user_name     = "shop-sessions-web"
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
resource "aws_elasticache_user_group" "sessions" {
  user_group_id = "shop-sessions"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.sessions_from_web.user_id]
}

resource "aws_cloudwatch_log_group" "sessions_slow_log" {
  name              = "/aws/elasticache/shop-sessions/slow-log"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "sessions_engine_log" {
  name              = "/aws/elasticache/shop-sessions/engine-log"
  retention_in_days = 30
}

# [cache.sessions]
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "shop-sessions"
  description          = "Cache sessions"
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = "cache.t4g.micro"
  num_cache_clusters   = 2
  port                 = 6379

  # Where one node fails, another in another zone takes its place.
  automatic_failover_enabled = true
  multi_az_enabled           = true

  subnet_group_name    = aws_elasticache_subnet_group.sessions.name
  security_group_ids   = [aws_security_group.sessions_cache.id]
  parameter_group_name = aws_elasticache_parameter_group.sessions.name

  # Nobody has a password: users log in with a token of IAM, which only TLS carries.
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.sessions.user_group_id]

  snapshot_retention_limit   = 1
  auto_minor_version_upgrade = true
  apply_immediately          = true

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.sessions_slow_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.sessions_engine_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "engine-log"
  }
}

# [cache.sessions] node 1
resource "aws_cloudwatch_metric_alarm" "sessions_memory_1" {
  alarm_name          = "shop-sessions-memory-1"
  alarm_description   = "Node 1 of cache sessions has used more than 80 % of its memory for 15 minutes."
  namespace           = "AWS/ElastiCache"
  metric_name         = "DatabaseMemoryUsagePercentage"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing: the alarm on its CPU tells of that.
  treat_missing_data = "notBreaching"

  dimensions = {
    CacheClusterId = "shop-sessions-001"
  }

  depends_on = [aws_elasticache_replication_group.sessions]
}

# [cache.sessions] node 1
resource "aws_cloudwatch_metric_alarm" "sessions_cpu_1" {
  alarm_name          = "shop-sessions-cpu-1"
  alarm_description   = "Node 1 of cache sessions has been busy for more than 90 % of 15 minutes, or is not there."
  namespace           = "AWS/ElastiCache"
  metric_name         = "EngineCPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing.
  treat_missing_data = "breaching"

  dimensions = {
    CacheClusterId = "shop-sessions-001"
  }

  depends_on = [aws_elasticache_replication_group.sessions]
}

# [cache.sessions] node 2
resource "aws_cloudwatch_metric_alarm" "sessions_memory_2" {
  alarm_name          = "shop-sessions-memory-2"
  alarm_description   = "Node 2 of cache sessions has used more than 80 % of its memory for 15 minutes."
  namespace           = "AWS/ElastiCache"
  metric_name         = "DatabaseMemoryUsagePercentage"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing: the alarm on its CPU tells of that.
  treat_missing_data = "notBreaching"

  dimensions = {
    CacheClusterId = "shop-sessions-002"
  }

  depends_on = [aws_elasticache_replication_group.sessions]
}

# [cache.sessions] node 2
resource "aws_cloudwatch_metric_alarm" "sessions_cpu_2" {
  alarm_name          = "shop-sessions-cpu-2"
  alarm_description   = "Node 2 of cache sessions has been busy for more than 90 % of 15 minutes, or is not there."
  namespace           = "AWS/ElastiCache"
  metric_name         = "EngineCPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 3
  # A node that is gone counts nothing.
  treat_missing_data = "breaching"

  dimensions = {
    CacheClusterId = "shop-sessions-002"
  }

  depends_on = [aws_elasticache_replication_group.sessions]
}
