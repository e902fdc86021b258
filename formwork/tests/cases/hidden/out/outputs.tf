# Generated from stack.toml by formwork; edit that file.

output "cluster_name" {
  description = "ECS cluster of all services."
  value       = aws_ecs_cluster.main.name
}

output "search_service_name" {
  description = "ECS service of search."
  value       = aws_ecs_service.search.name
}

output "search_task_role_arn" {
  description = "Role that the code of search runs under."
  value       = aws_iam_role.search_task.arn
}

output "search_log_group_name" {
  description = "Log group of the search tasks."
  value       = aws_cloudwatch_log_group.search_tasks.name
}
