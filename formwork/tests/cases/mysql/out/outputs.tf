# Generated from stack.toml by formwork; edit that file.

output "url" {
  description = "Where the services are reached."
  value       = "http://${aws_lb.main.dns_name}"
}

output "load_balancer_dns_name" {
  description = "DNS name that AWS gave the load balancer."
  value       = aws_lb.main.dns_name
}

output "cluster_name" {
  description = "ECS cluster of all services."
  value       = aws_ecs_cluster.main.name
}

output "web_service_name" {
  description = "ECS service of web."
  value       = aws_ecs_service.web.name
}

output "web_task_role_arn" {
  description = "Role that the code of web runs under."
  value       = aws_iam_role.web_task.arn
}

output "web_log_group_name" {
  description = "Log group of the web tasks."
  value       = aws_cloudwatch_log_group.web_tasks.name
}

output "blog_endpoint" {
  description = "Host and port of database blog, reached from inside the VPC only."
  value       = aws_db_instance.blog.endpoint
}

output "blog_secret_arn" {
  description = "Secret that holds user and password of database blog."
  value       = aws_db_instance.blog.master_user_secret[0].secret_arn
}

output "cms_endpoint" {
  description = "Host and port of database cms, reached from inside the VPC only."
  value       = aws_db_instance.cms.endpoint
}

output "cms_secret_arn" {
  description = "Secret that holds user and password of database cms."
  value       = aws_db_instance.cms.master_user_secret[0].secret_arn
}

output "orders_endpoint" {
  description = "Host and port of database orders, reached from inside the VPC only."
  value       = join(":", ["orders.acme.internal", "3306"])
}

output "orders_secret_arn" {
  description = "Secret that holds user and password of database orders."
  value       = "arn:aws:secretsmanager:us-east-1:123456789012:secret:orders-AbCdEf"
}
