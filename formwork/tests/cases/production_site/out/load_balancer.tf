# Generated from stack.toml by formwork; edit that file.

# [service.*] The load balancer, the only part of the stack that the internet reaches.
resource "aws_security_group" "load_balancer" {
  name_prefix = "shop-load-balancer-"
  description = "Requests from the internet to the load balancer, and from it to the tasks"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "shop-load-balancer"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "load_balancer_from_internet_https" {
  security_group_id = aws_security_group.load_balancer.id
  description       = "HTTPS from clients"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "load_balancer_from_internet_http" {
  security_group_id = aws_security_group.load_balancer.id
  description       = "HTTP from clients, redirected to HTTPS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb" "main" {
  name               = "shop"
  load_balancer_type = "application"
  internal           = false
  security_groups    = [aws_security_group.load_balancer.id]
  subnets            = [for subnet in aws_subnet.public : subnet.id]
  ip_address_type    = "ipv4"

  drop_invalid_header_fields = true
  enable_deletion_protection = true

  access_logs {
    bucket  = aws_s3_bucket.access_logs.id
    prefix  = "load-balancer"
    enabled = true
  }

  # Why a task was taken for unhealthy, check by check. Same bucket, other names of objects.
  health_check_logs {
    bucket  = aws_s3_bucket.access_logs.id
    prefix  = "load-balancer"
    enabled = true
  }

  depends_on = [aws_route.public_internet, aws_route_table_association.public, aws_s3_bucket_policy.access_logs]
}

# [domain] name: HTTPS is served, and HTTP only says so.
resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"

  # Through the validation, so that no listener is made with a certificate that is still pending.
  certificate_arn = aws_acm_certificate_validation.main.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

# [alarms] http_5xx_count, http_5xx_minutes
resource "aws_cloudwatch_metric_alarm" "load_balancer_5xx" {
  alarm_name          = "shop-5xx"
  alarm_description   = "More than 10 answers with a 5xx status in 5 minutes, from the load balancer itself or from a task."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  evaluation_periods  = 1
  # CloudWatch has no value, not 0, for a period without such an answer.
  treat_missing_data = "notBreaching"
  alarm_actions      = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  ok_actions         = ["arn:aws:sns:us-east-1:123456789012:on-call"]

  metric_query {
    id          = "total"
    expression  = "FILL(load_balancer, 0) + FILL(tasks, 0)"
    label       = "5xx answers"
    return_data = true
  }

  metric_query {
    id = "load_balancer"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_ELB_5XX_Count"
      stat        = "Sum"
      period      = 300

      dimensions = {
        LoadBalancer = aws_lb.main.arn_suffix
      }
    }
  }

  metric_query {
    id = "tasks"

    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      stat        = "Sum"
      period      = 300

      dimensions = {
        LoadBalancer = aws_lb.main.arn_suffix
      }
    }
  }
}
