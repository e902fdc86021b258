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

output "worker_service_name" {
  description = "ECS service of worker."
  value       = aws_ecs_service.worker.name
}

output "worker_task_role_arn" {
  description = "Role that the code of worker runs under."
  value       = aws_iam_role.worker_task.arn
}

output "worker_log_group_name" {
  description = "Log group of the worker tasks."
  value       = aws_cloudwatch_log_group.worker_tasks.name
}

output "pages_cache_host" {
  description = "Host of cache pages, reached from inside the VPC only."
  value       = aws_elasticache_replication_group.pages.primary_endpoint_address
}

output "sessions_cache_host" {
  description = "Host of cache sessions, reached from inside the VPC only."
  value       = aws_elasticache_replication_group.sessions.primary_endpoint_address
}

output "spare_cache_host" {
  description = "Host of cache spare, reached from inside the VPC only."
  value       = aws_elasticache_replication_group.spare.primary_endpoint_address
}
