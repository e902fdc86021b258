# Generated from stack.toml by formwork; edit that file.

output "cluster_name" {
  description = "ECS cluster of all services."
  value       = aws_ecs_cluster.main.name
}

output "mailer_service_name" {
  description = "ECS service of mailer."
  value       = aws_ecs_service.mailer.name
}

output "mailer_task_role_arn" {
  description = "Role that the code of mailer runs under."
  value       = aws_iam_role.mailer_task.arn
}

output "mailer_log_group_name" {
  description = "Log group of the mailer tasks."
  value       = aws_cloudwatch_log_group.mailer_tasks.name
}

output "jobs_queue_url" {
  description = "URL of queue jobs."
  value       = aws_sqs_queue.jobs.url
}
