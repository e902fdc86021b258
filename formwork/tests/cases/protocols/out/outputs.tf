# Generated from stack.toml by formwork; edit that file.

output "url" {
  description = "Where the services are reached."
  value       = "https://grpc.acme.example"
}

output "load_balancer_dns_name" {
  description = "DNS name that AWS gave the load balancer."
  value       = aws_lb.main.dns_name
}

output "cluster_name" {
  description = "ECS cluster of all services."
  value       = aws_ecs_cluster.main.name
}

output "echo_service_name" {
  description = "ECS service of echo."
  value       = aws_ecs_service.echo.name
}

output "echo_task_role_arn" {
  description = "Role that the code of echo runs under."
  value       = aws_iam_role.echo_task.arn
}

output "echo_log_group_name" {
  description = "Log group of the echo tasks."
  value       = aws_cloudwatch_log_group.echo_tasks.name
}

output "files_service_name" {
  description = "ECS service of files."
  value       = aws_ecs_service.files.name
}

output "files_task_role_arn" {
  description = "Role that the code of files runs under."
  value       = aws_iam_role.files_task.arn
}

output "files_log_group_name" {
  description = "Log group of the files tasks."
  value       = aws_cloudwatch_log_group.files_tasks.name
}

output "greeter_service_name" {
  description = "ECS service of greeter."
  value       = aws_ecs_service.greeter.name
}

output "greeter_task_role_arn" {
  description = "Role that the code of greeter runs under."
  value       = aws_iam_role.greeter_task.arn
}

output "greeter_log_group_name" {
  description = "Log group of the greeter tasks."
  value       = aws_cloudwatch_log_group.greeter_tasks.name
}
