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

output "jobs_worker_service_name" {
  description = "ECS service of jobs_worker."
  value       = aws_ecs_service.jobs_worker.name
}

output "jobs_worker_task_role_arn" {
  description = "Role that the code of jobs_worker runs under."
  value       = aws_iam_role.jobs_worker_task.arn
}

output "jobs_worker_log_group_name" {
  description = "Log group of the jobs_worker tasks."
  value       = aws_cloudwatch_log_group.jobs_worker_tasks.name
}

output "jobs_queue_url" {
  description = "URL of queue jobs."
  value       = aws_sqs_queue.jobs.url
}

output "sessions_cache_host" {
  description = "Host of cache sessions, reached from inside the VPC only."
  value       = aws_elasticache_replication_group.sessions.primary_endpoint_address
}
