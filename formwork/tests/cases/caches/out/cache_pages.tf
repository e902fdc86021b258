# Generated from stack.toml by formwork; edit that file.

# [cache.pages] The rules that let a service in stand in the file of that service.
resource "aws_security_group" "pages_cache" {
  name_prefix = "shop-pages-cache-"
  description = "Connections to cache pages"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-pages-cache"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_elasticache_subnet_group" "pages" {
  name        = "shop-pages"
  description = "Private subnets of cache pages"
  subnet_ids  = [for subnet in aws_subnet.private : subnet.id]
}

# A group of its own: the default one cannot be changed.
resource "aws_elasticache_parameter_group" "pages" {
  name        = "shop-pages-valkey8"
  description = "Parameters of cache pages"
  family      = "valkey8"

  # [cache.pages] eviction
  parameter {
    name  = "maxmemory-policy"
    value = "allkeys-lru"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# [service.web] grants.pages: it logs in with a token that IAM gives, and may do all but administer.
resource "aws_elasticache_user" "pages_from_web" {
  user_id       = "shop-pages-web"
  user_name     = "shop-pages-web"
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
resource "aws_elasticache_user_group" "pages" {
  user_group_id = "shop-pages"
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.pages_from_web.user_id]
}

resource "aws_cloudwatch_log_group" "pages_slow_log" {
  name              = "/aws/elasticache/shop-pages/slow-log"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "pages_engine_log" {
  name              = "/aws/elasticache/shop-pages/engine-log"
  retention_in_days = 30
}

# [cache.pages]
resource "aws_elasticache_replication_group" "pages" {
  replication_group_id = "shop-pages"
  description          = "Cache pages"
  engine               = "valkey"
  engine_version       = "8.1"
  node_type            = "cache.m7g.large"
  num_cache_clusters   = 1
  port                 = 6379

  # Where one node fails, another in another zone takes its place.
  automatic_failover_enabled = false
  multi_az_enabled           = false

  subnet_group_name    = aws_elasticache_subnet_group.pages.name
  security_group_ids   = [aws_security_group.pages_cache.id]
  parameter_group_name = aws_elasticache_parameter_group.pages.name

  # Nobody has a password: users log in with a token of IAM, which only TLS carries.
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.pages.user_group_id]

  snapshot_retention_limit   = 0
  auto_minor_version_upgrade = true
  apply_immediately          = true

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.pages_slow_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "slow-log"
  }

  log_delivery_configuration {
    destination      = aws_cloudwatch_log_group.pages_engine_log.name
    destination_type = "cloudwatch-logs"
    log_format       = "json"
    log_type         = "engine-log"
  }
}

# [cache.pages] node 1
resource "aws_cloudwatch_metric_alarm" "pages_memory_1" {
  alarm_name          = "shop-pages-memory-1"
  alarm_description   = "Node 1 of cache pages has used more than 80 % of its memory for 15 minutes."
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
    CacheClusterId = "shop-pages-001"
  }

  depends_on = [aws_elasticache_replication_group.pages]
}

# [cache.pages] node 1
resource "aws_cloudwatch_metric_alarm" "pages_cpu_1" {
  alarm_name          = "shop-pages-cpu-1"
  alarm_description   = "Node 1 of cache pages has been busy for more than 90 % of 15 minutes, or is not there."
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
    CacheClusterId = "shop-pages-001"
  }

  depends_on = [aws_elasticache_replication_group.pages]
}
