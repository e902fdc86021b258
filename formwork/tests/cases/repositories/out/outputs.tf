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

output "admin_repository_url" {
  description = "URL of repository admin, to which a colon and a tag are added."
  value       = aws_ecr_repository.admin.repository_url
}

output "admin_login_command" {
  description = "Lets Docker push to repository admin."
  value       = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${split("/", aws_ecr_repository.admin.repository_url)[0]}"
}

output "base_repository_url" {
  description = "URL of repository base, to which a colon and a tag are added."
  value       = aws_ecr_repository.base.repository_url
}

output "base_login_command" {
  description = "Lets Docker push to repository base."
  value       = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${split("/", aws_ecr_repository.base.repository_url)[0]}"
}

output "web_repository_url" {
  description = "URL of repository web, to which a colon and a tag are added."
  value       = aws_ecr_repository.web.repository_url
}

output "web_login_command" {
  description = "Lets Docker push to repository web."
  value       = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${split("/", aws_ecr_repository.web.repository_url)[0]}"
}
