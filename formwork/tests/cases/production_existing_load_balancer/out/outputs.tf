# Generated from stack.toml by formwork; edit that file.

output "url" {
  description = "Where the services are reached."
  value       = "https://shop.acme.example"
}

output "load_balancer_dns_name" {
  description = "DNS name that AWS gave the load balancer."
  value       = "shared-1234567890.us-east-1.elb.amazonaws.com"
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

output "prices_service_name" {
  description = "ECS service of prices."
  value       = aws_ecs_service.prices.name
}

output "prices_task_role_arn" {
  description = "Role that the code of prices runs under."
  value       = aws_iam_role.prices_task.arn
}

output "prices_log_group_name" {
  description = "Log group of the prices tasks."
  value       = aws_cloudwatch_log_group.prices_tasks.name
}

output "rpc_service_name" {
  description = "ECS service of rpc."
  value       = aws_ecs_service.rpc.name
}

output "rpc_task_role_arn" {
  description = "Role that the code of rpc runs under."
  value       = aws_iam_role.rpc_task.arn
}

output "rpc_log_group_name" {
  description = "Log group of the rpc tasks."
  value       = aws_cloudwatch_log_group.rpc_tasks.name
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

output "uploads_bucket_name" {
  description = "Name of bucket uploads."
  value       = aws_s3_bucket.uploads.bucket
}
