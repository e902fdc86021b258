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

output "archive_service_name" {
  description = "ECS service of archive."
  value       = aws_ecs_service.archive.name
}

output "archive_task_role_arn" {
  description = "Role that the code of archive runs under."
  value       = aws_iam_role.archive_task.arn
}

output "archive_log_group_name" {
  description = "Log group of the archive tasks."
  value       = aws_cloudwatch_log_group.archive_tasks.name
}

output "indexer_service_name" {
  description = "ECS service of indexer."
  value       = aws_ecs_service.indexer.name
}

output "indexer_task_role_arn" {
  description = "Role that the code of indexer runs under."
  value       = aws_iam_role.indexer_task.arn
}

output "indexer_log_group_name" {
  description = "Log group of the indexer tasks."
  value       = aws_cloudwatch_log_group.indexer_tasks.name
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

output "thumbnails_service_name" {
  description = "ECS service of thumbnails."
  value       = aws_ecs_service.thumbnails.name
}

output "thumbnails_task_role_arn" {
  description = "Role that the code of thumbnails runs under."
  value       = aws_iam_role.thumbnails_task.arn
}

output "thumbnails_log_group_name" {
  description = "Log group of the thumbnails tasks."
  value       = aws_cloudwatch_log_group.thumbnails_tasks.name
}

output "maindb_endpoint" {
  description = "Host and port of database maindb, reached from inside the VPC only."
  value       = aws_db_instance.maindb.endpoint
}

output "maindb_secret_arn" {
  description = "Secret that holds user and password of database maindb."
  value       = aws_db_instance.maindb.master_user_secret[0].secret_arn
}

output "media_bucket_name" {
  description = "Name of bucket media."
  value       = aws_s3_bucket.media.bucket
}

output "django_secret_command" {
  description = "Sets the value of secret django, which it reads from the file `value`."
  value       = "aws ssm put-parameter --region us-east-1 --name /atlas/test/DJANGO_KEY --type SecureString --overwrite --value file://value"
}

output "jobs_queue_url" {
  description = "URL of queue jobs."
  value       = aws_sqs_queue.jobs.url
}

output "mails_queue_url" {
  description = "URL of queue mails."
  value       = aws_sqs_queue.mails.url
}
