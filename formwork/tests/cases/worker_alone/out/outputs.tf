# Generated from stack.toml by formwork; edit that file.

output "name_servers" {
  description = "Name servers to delegate the hosted zone to, at the registrar of the domain."
  value       = aws_route53_zone.main.name_servers
}

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

output "mails_queue_url" {
  description = "URL of queue mails."
  value       = aws_sqs_queue.mails.url
}
