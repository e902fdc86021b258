# Generated from stack.toml by formwork; edit that file.

# [cache.views] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "views_cache" {
  name_prefix = "shop-hits-cache-"
  description = "Connections to cache hits"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-hits-cache"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_elasticache_subnet_group" "views" {
  name        = "shop-hits"
  description = "Private subnets of cache hits"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# A group of its own: the default one cannot be changed.
resource "aws_elasticache_parameter_group" "views" {
  name        = "shop-hits-valkey8"
  description = "Parameters of cache hits"
  family      = "valkey8"

  lifecycle {
    create_before_destroy = true
  }
}

# [service.web] grants.views: it logs in with a token that IAM gives, and may do all but administer.
resource "aws_elasticache_user" "views_from_web" {
  user_id       = "shop-hits-www"
  user_name     = "shop-hits-www"
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
resource "aws_elasticache_user_group" "views" {
  user_group_id = "shop-hits"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.views_from_web.user_id]
}

resource "aws_cloudwatch_log_group" "views_slow_log" {
  name              = "/aws/elasticache/shop-hits/slow-log"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "views_engine_log" {
  name              = "/aws/elasticache/shop-hits/engine-log"
  retention_in_days = 30
}

# [cache.views]
resource "aws_elasticache_replication_group" "views" {
  replication_group_id = "shop-hits"
  description          = "Cache hits"
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = "cache.t4g.micro"
  num_cache_clusters   = 2
  port                 = 6379

  # Where one node fails, another in another zone takes its place.
  automatic_failover_enabled = true
  multi_az_enabled           = true

  subnet_group_name    = aws_elasticache_subnet_group.views.name
  security_group_ids   = [aws_security_group.views_cache.id]
  parameter_group_name = aws_elasticache_parameter_group.views.name

  # Nobody has a password: users log in with a token of IAM, which only TLS carries.
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.views.user_group_id]

  snapshot_retention_limit   = 1
  auto_minor_version_upgrade = true
  apply_immediately          = true

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.views_slow_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.views_engine_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "engine-log"
  }
}

# [cache.views] node 1
resource "aws_cloudwatch_metric_alarm" "views_memory_1" {
  alarm_name          = "shop-hits-memory-1"
  alarm_description   = "Node 1 of cache hits has used more than 80 % of its memory for 15 minutes."
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
    CacheClusterId = "shop-hits-001"
  }

  depends_on = [aws_elasticache_replication_group.views]
}

# [cache.views] node 1
resource "aws_cloudwatch_metric_alarm" "views_cpu_1" {
  alarm_name          = "shop-hits-cpu-1"
  alarm_description   = "Node 1 of cache hits has been busy for more than 90 % of 15 minutes, or is not there."
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
    CacheClusterId = "shop-hits-001"
  }

  depends_on = [aws_elasticache_replication_group.views]
}

# [cache.views] node 2
resource "aws_cloudwatch_metric_alarm" "views_memory_2" {
  alarm_name          = "shop-hits-memory-2"
  alarm_description   = "Node 2 of cache hits has used more than 80 % of its memory for 15 minutes."
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
    CacheClusterId = "shop-hits-002"
  }

  depends_on = [aws_elasticache_replication_group.views]
}

# [cache.views] node 2
resource "aws_cloudwatch_metric_alarm" "views_cpu_2" {
  alarm_name          = "shop-hits-cpu-2"
  alarm_description   = "Node 2 of cache hits has been busy for more than 90 % of 15 minutes, or is not there."
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
    CacheClusterId = "shop-hits-002"
  }

  depends_on = [aws_elasticache_replication_group.views]
}
