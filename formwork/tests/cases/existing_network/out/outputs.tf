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

output "orders_endpoint" {
  description = "Host and port of database orders, reached from inside the VPC only."
  value       = aws_db_instance.orders.endpoint
}

output "orders_secret_arn" {
  description = "Secret that holds user and password of database orders."
  value       = aws_db_instance.orders.master_user_secret[0].secret_arn
}

output "uploads_bucket_name" {
  description = "Name of bucket uploads."
  value       = aws_s3_bucket.uploads.bucket
}

output "stripe_secret_command" {
  description = "Sets the value of secret stripe, which it reads from the file `value`."
  value       = "aws secretsmanager put-secret-value --region us-east-1 --secret-id arn:aws:secretsmanager:us-east-1:${local.account_id}:secret:prod/stripe --secret-string file://value"
}

output "jobs_queue_url" {
  description = "URL of queue jobs."
  value       = aws_sqs_queue.jobs.url
}

output "others_queue_url" {
  description = "URL of queue others."
  value       = "https://sqs.us-east-1.amazonaws.com/${local.account_id}/jobs-of-others"
}

output "sessions_cache_host" {
  description = "Host of cache sessions, reached from inside the VPC only."
  value       = aws_elasticache_replication_group.sessions.primary_endpoint_address
}

output "nightly_run_command" {
  description = "Runs job nightly now."
  value       = "aws ecs run-task --region us-east-1 --cluster ${aws_ecs_cluster.main.name} --task-definition ${aws_ecs_task_definition.nightly.family} --launch-type FARGATE --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION --network-configuration 'awsvpcConfiguration={subnets=[${join(",", local.private_subnet_ids)}],securityGroups=[${aws_security_group.nightly_tasks.id}],assignPublicIp=DISABLED}'"
}

output "nightly_log_group_name" {
  description = "Log group of the nightly tasks."
  value       = aws_cloudwatch_log_group.nightly_tasks.name
}

output "migrate_run_command" {
  description = "Runs task migrate."
  value       = "aws ecs run-task --region us-east-1 --cluster ${aws_ecs_cluster.main.name} --task-definition ${aws_ecs_task_definition.migrate.family} --launch-type FARGATE --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION --network-configuration 'awsvpcConfiguration={subnets=[${join(",", local.private_subnet_ids)}],securityGroups=[${aws_security_group.migrate_tasks.id}],assignPublicIp=DISABLED}'"
}

output "migrate_log_group_name" {
  description = "Log group of the migrate tasks."
  value       = aws_cloudwatch_log_group.migrate_tasks.name
}
