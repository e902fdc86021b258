# Generated from stack.toml by formwork; edit that file.

output "url" {
  description = "Where the services are reached."
  value       = "https://shop.acme.example"
}

output "load_balancer_dns_name" {
  description = "DNS name that AWS gave the load balancer."
  value       = aws_lb.main.dns_name
}

output "name_servers" {
  description = "Name servers to delegate the hosted zone to, at the registrar of the domain."
  value       = aws_route53_zone.main.name_servers
}

output "cluster_name" {
  description = "ECS cluster of all services."
  value       = aws_ecs_cluster.main.name
}

output "admin_service_name" {
  description = "ECS service of admin."
  value       = aws_ecs_service.admin.name
}

output "admin_task_role_arn" {
  description = "Role that the code of admin runs under."
  value       = aws_iam_role.admin_task.arn
}

output "admin_log_group_name" {
  description = "Log group of the admin tasks."
  value       = aws_cloudwatch_log_group.admin_tasks.name
}

output "docs_service_name" {
  description = "ECS service of docs."
  value       = aws_ecs_service.docs.name
}

output "docs_task_role_arn" {
  description = "Role that the code of docs runs under."
  value       = aws_iam_role.docs_task.arn
}

output "docs_log_group_name" {
  description = "Log group of the docs tasks."
  value       = aws_cloudwatch_log_group.docs_tasks.name
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

output "legacy_secret_command" {
  description = "Sets the value of secret legacy, which it reads from the file `value`."
  value       = "aws ssm put-parameter --region us-east-1 --name /prod/legacy --type SecureString --overwrite --value file://value"
}

output "old_secret_command" {
  description = "Sets the value of secret old, which it reads from the file `value`."
  value       = "aws secretsmanager put-secret-value --region us-east-1 --secret-id arn:aws:secretsmanager:us-east-1:${aws_vpc.main.owner_id}:secret:prod/old --secret-string file://value"
}

output "sentry_secret_command" {
  description = "Sets the value of secret sentry, which it reads from the file `value`."
  value       = "aws ssm put-parameter --region us-east-1 --name ${aws_ssm_parameter.sentry.name} --type SecureString --overwrite --value file://value"
}

output "stripe_secret_command" {
  description = "Sets the value of secret stripe, which it reads from the file `value`."
  value       = "aws secretsmanager put-secret-value --region us-east-1 --secret-id ${aws_secretsmanager_secret.stripe.arn} --secret-string file://value"
}

output "jobs_queue_url" {
  description = "URL of queue jobs."
  value       = aws_sqs_queue.jobs.url
}
