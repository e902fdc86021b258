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

output "convert_service_name" {
  description = "ECS service of convert."
  value       = aws_ecs_service.convert.name
}

output "convert_task_role_arn" {
  description = "Role that the code of convert runs under."
  value       = aws_iam_role.convert_task.arn
}

output "convert_log_group_name" {
  description = "Log group of the convert tasks."
  value       = aws_cloudwatch_log_group.convert_tasks.name
}

output "files_file_system_id" {
  description = "Id of the file system of volume files."
  value       = aws_efs_file_system.files.id
}

output "search_file_system_id" {
  description = "Id of the file system of volume search."
  value       = aws_efs_file_system.search.id
}

output "shared_file_system_id" {
  description = "Id of the file system of volume shared."
  value       = aws_efs_file_system.shared.id
}

output "tidy_run_command" {
  description = "Runs job tidy now."
  value       = "aws ecs run-task --region us-east-1 --cluster ${aws_ecs_cluster.main.name} --task-definition ${aws_ecs_task_definition.tidy.family} --launch-type FARGATE --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION --network-configuration 'awsvpcConfiguration={subnets=[${join(",", [for subnet in aws_subnet.private : subnet.id])}],securityGroups=[${aws_security_group.tidy_tasks.id}],assignPublicIp=DISABLED}'"
}

output "tidy_log_group_name" {
  description = "Log group of the tidy tasks."
  value       = aws_cloudwatch_log_group.tidy_tasks.name
}
