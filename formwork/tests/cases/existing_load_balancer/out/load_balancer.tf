# Generated from stack.toml by formwork; edit that file.

# [load_balancer] existing: others have made it, and a plan does not ask for it. Each service adds a rule to
# its listener, and one to its security group.
locals {
  load_balancer_arn_suffix        = "app/shared/0123456789abcdef"
  load_balancer_security_group_id = "sg-0123456789abcdef0"
  listener_arn                    = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shared/0123456789abcdef/0123456789abcdef"
}

# [alarms] http_5xx_count, http_5xx_minutes
resource "aws_cloudwatch_metric_alarm" "web_5xx" {
  alarm_name          = "tenant-web-5xx"
  alarm_description   = "More than 10 answers with a 5xx status in 5 minutes, from a task of web."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_Target_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 300
  evaluation_periods  = 1
  # CloudWatch has no value, not 0, for a period without such an answer.
  treat_missing_data = "notBreaching"

  dimensions = {
    LoadBalancer = local.load_balancer_arn_suffix
    TargetGroup  = aws_lb_target_group.web.arn_suffix
  }
}
