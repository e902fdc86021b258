# Generated from stack.toml by formwork; edit that file.

output "url" {
  description = "Where the services are reached."
  value       = "https://one.acme.example"
}

output "load_balancer_dns_name" {
  description = "DNS name that AWS gave the load balancer."
  value       = aws_lb.main.dns_name
}

output "cluster_name" {
  description = "ECS cluster of all services."
  value       = aws_ecs_cluster.main.name
}

output "api_service_name" {
  description = "ECS service of api."
  value       = aws_ecs_service.api.name
}

output "api_task_role_arn" {
  description = "Role that the code of api runs under."
  value       = aws_iam_role.api_task.arn
}

output "api_log_group_name" {
  description = "Log group of the api tasks."
  value       = aws_cloudwatch_log_group.api_tasks.name
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
