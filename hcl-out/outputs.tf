# Generated from stack.toml by formwork; edit that file.

output "url" {
  description = "Where the services are reached."
  value       = "https://tasks.acme.example"
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

output "taskdb_endpoint" {
  description = "Host and port of database taskdb, reached from inside the VPC only."
  value       = aws_db_instance.taskdb.endpoint
}

output "taskdb_secret_arn" {
  description = "Secret that holds user and password of database taskdb."
  value       = aws_db_instance.taskdb.master_user_secret[0].secret_arn
}

output "uploads_bucket_name" {
  description = "Name of bucket uploads."
  value       = aws_s3_bucket.uploads.bucket
}
