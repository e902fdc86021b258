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

output "api_repository_url" {
  description = "URL of repository api, to which a colon and a tag are added."
  value       = aws_ecr_repository.api.repository_url
}

output "api_login_command" {
  description = "Lets Docker push to repository api."
  value       = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${split("/", aws_ecr_repository.api.repository_url)[0]}"
}

output "base_repository_url" {
  description = "URL of repository base, to which a colon and a tag are added."
  value       = "210987654321.dkr.ecr.us-east-1.amazonaws.com/base"
}

output "base_login_command" {
  description = "Lets Docker push to repository base."
  value       = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${split("/", "210987654321.dkr.ecr.us-east-1.amazonaws.com/base")[0]}"
}

output "report_run_command" {
  description = "Runs task report."
  value       = "aws ecs run-task --region us-east-1 --cluster ${aws_ecs_cluster.main.name} --task-definition ${aws_ecs_task_definition.report.family} --launch-type FARGATE --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION --network-configuration 'awsvpcConfiguration={subnets=[${join(",", [for subnet in aws_subnet.private : subnet.id])}],securityGroups=[${aws_security_group.report_tasks.id}],assignPublicIp=DISABLED}'"
}

output "report_log_group_name" {
  description = "Log group of the report tasks."
  value       = aws_cloudwatch_log_group.report_tasks.name
}
