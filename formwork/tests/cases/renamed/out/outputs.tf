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

output "orders_endpoint" {
  description = "Host and port of database orders, reached from inside the VPC only."
  value       = aws_db_instance.orders.endpoint
}

output "orders_secret_arn" {
  description = "Secret that holds user and password of database orders."
  value       = aws_db_instance.orders.master_user_secret[0].secret_arn
}

output "papers_bucket_name" {
  description = "Name of bucket papers."
  value       = aws_s3_bucket.papers.bucket
}

output "postage_secret_command" {
  description = "Sets the value of secret postage, which it reads from the file `value`."
  value       = "aws secretsmanager put-secret-value --region us-east-1 --secret-id ${aws_secretsmanager_secret.postage.arn} --secret-string file://value"
}

output "letters_queue_url" {
  description = "URL of queue letters."
  value       = aws_sqs_queue.letters.url
}

output "news_topic_arn" {
  description = "ARN of topic news."
  value       = aws_sns_topic.news.arn
}

output "carts_table_name" {
  description = "Name of table carts."
  value       = aws_dynamodb_table.carts.name
}

output "views_cache_host" {
  description = "Host of cache views, reached from inside the VPC only."
  value       = aws_elasticache_replication_group.views.primary_endpoint_address
}

output "scans_file_system_id" {
  description = "Id of the file system of volume scans."
  value       = aws_efs_file_system.scans.id
}

output "front_site_url" {
  description = "Where browsers find site front."
  value       = "https://${aws_cloudfront_distribution.front.domain_name}"
}

output "front_upload_command" {
  description = "Uploads the files of site front, which it takes from the directory `front`."
  value       = "aws s3 sync front s3://${aws_s3_bucket.papers.bucket} --region us-east-1 --delete"
}

output "front_invalidate_command" {
  description = "Lets site front forget what it had of the files before."
  value       = "aws cloudfront create-invalidation --distribution-id ${aws_cloudfront_distribution.front.id} --paths '/*'"
}

output "shop_repository_url" {
  description = "URL of repository shop, to which a colon and a tag are added."
  value       = aws_ecr_repository.shop.repository_url
}

output "shop_login_command" {
  description = "Lets Docker push to repository shop."
  value       = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${split("/", aws_ecr_repository.shop.repository_url)[0]}"
}
