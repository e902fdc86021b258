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

output "books_endpoint" {
  description = "Host and port of database books, reached from inside the VPC only."
  value       = join(":", [aws_rds_cluster.books.endpoint, "5432"])
}

output "books_secret_arn" {
  description = "Secret that holds user and password of database books."
  value       = tostring(aws_rds_cluster.books.master_user_secret[0].secret_arn)
}

output "orders_endpoint" {
  description = "Host and port of database orders, reached from inside the VPC only."
  value       = join(":", ["orders.acme.internal", "5433"])
}

output "orders_secret_arn" {
  description = "Secret that holds user and password of database orders."
  value       = "arn:aws:secretsmanager:us-east-1:123456789012:secret:orders-AbCdEf"
}

output "uploads_bucket_name" {
  description = "Name of bucket uploads."
  value       = "acme-uploads"
}

output "jobs_queue_url" {
  description = "URL of queue jobs."
  value       = "https://sqs.us-east-1.amazonaws.com/${aws_vpc.main.owner_id}/jobs-of-others"
}

output "mails_queue_url" {
  description = "URL of queue mails."
  value       = "https://sqs.us-east-1.amazonaws.com/210987654321/mails.fifo"
}

output "news_topic_arn" {
  description = "ARN of topic news."
  value       = "arn:aws:sns:us-east-1:${aws_vpc.main.owner_id}:news"
}

output "carts_table_name" {
  description = "Name of table carts."
  value       = "carts-prod"
}

output "quotes_cache_host" {
  description = "Host of cache quotes, reached from inside the VPC only."
  value       = aws_elasticache_replication_group.quotes.primary_endpoint_address
}

output "sessions_cache_host" {
  description = "Host of cache sessions, reached from inside the VPC only."
  value       = "master.sessions-prod.abcdef.use1.cache.amazonaws.com"
}

output "base_repository_url" {
  description = "URL of repository base, to which a colon and a tag are added."
  value       = "210987654321.dkr.ecr.us-east-1.amazonaws.com/base"
}

output "base_login_command" {
  description = "Lets Docker push to repository base."
  value       = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${split("/", "210987654321.dkr.ecr.us-east-1.amazonaws.com/base")[0]}"
}

output "images_repository_url" {
  description = "URL of repository images, to which a colon and a tag are added."
  value       = "${aws_vpc.main.owner_id}.dkr.ecr.us-east-1.amazonaws.com/acme/web"
}

output "images_login_command" {
  description = "Lets Docker push to repository images."
  value       = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${split("/", "${aws_vpc.main.owner_id}.dkr.ecr.us-east-1.amazonaws.com/acme/web")[0]}"
}
