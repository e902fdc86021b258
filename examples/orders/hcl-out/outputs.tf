# Generated from stack.toml by formwork; edit that file.

output "url" {
  description = "Where the services are reached."
  value       = "https://shop.acme.example"
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

output "pricing_service_name" {
  description = "ECS service of pricing."
  value       = aws_ecs_service.pricing.name
}

output "pricing_task_role_arn" {
  description = "Role that the code of pricing runs under."
  value       = aws_iam_role.pricing_task.arn
}

output "pricing_log_group_name" {
  description = "Log group of the pricing tasks."
  value       = aws_cloudwatch_log_group.pricing_tasks.name
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

output "imports_bucket_name" {
  description = "Name of bucket imports."
  value       = aws_s3_bucket.imports.bucket
}

output "outbox_bucket_name" {
  description = "Name of bucket outbox."
  value       = aws_s3_bucket.outbox.bucket
}

output "pages_bucket_name" {
  description = "Name of bucket pages."
  value       = aws_s3_bucket.pages.bucket
}

output "signing_secret_command" {
  description = "Sets the value of secret signing, which it reads from the file `value`."
  value       = "aws secretsmanager put-secret-value --region us-east-1 --secret-id ${aws_secretsmanager_secret.signing.arn} --secret-string file://value"
}

output "mails_queue_url" {
  description = "URL of queue mails."
  value       = aws_sqs_queue.mails.url
}

output "price_lists_queue_url" {
  description = "URL of queue price_lists."
  value       = aws_sqs_queue.price_lists.url
}

output "tally_queue_url" {
  description = "URL of queue tally."
  value       = aws_sqs_queue.tally.url
}

output "events_topic_arn" {
  description = "ARN of topic events."
  value       = aws_sns_topic.events.arn
}

output "carts_table_name" {
  description = "Name of table carts."
  value       = aws_dynamodb_table.carts.name
}

output "quotes_cache_host" {
  description = "Host of cache quotes, reached from inside the VPC only."
  value       = aws_elasticache_replication_group.quotes.primary_endpoint_address
}

output "www_site_url" {
  description = "Where browsers find site www."
  value       = "https://www.shop.acme.example"
}

output "www_upload_command" {
  description = "Uploads the files of site www, which it takes from the directory `www`."
  value       = "aws s3 sync www s3://${aws_s3_bucket.pages.bucket} --region us-east-1 --delete"
}

output "www_invalidate_command" {
  description = "Lets site www forget what it had of the files before."
  value       = "aws cloudfront create-invalidation --distribution-id ${aws_cloudfront_distribution.www.id} --paths '/*'"
}

output "shop_repository_url" {
  description = "URL of repository shop, to which a colon and a tag are added."
  value       = aws_ecr_repository.shop.repository_url
}

output "shop_login_command" {
  description = "Lets Docker push to repository shop."
  value       = "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin ${split("/", aws_ecr_repository.shop.repository_url)[0]}"
}

output "nightly_run_command" {
  description = "Runs job nightly now."
  value       = "aws ecs run-task --region us-east-1 --cluster ${aws_ecs_cluster.main.name} --task-definition ${aws_ecs_task_definition.nightly.family} --launch-type FARGATE --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION --network-configuration 'awsvpcConfiguration={subnets=[${join(",", [for subnet in aws_subnet.private : subnet.id])}],securityGroups=[${aws_security_group.nightly_tasks.id}],assignPublicIp=DISABLED}'"
}

output "nightly_log_group_name" {
  description = "Log group of the nightly tasks."
  value       = aws_cloudwatch_log_group.nightly_tasks.name
}

output "migrate_run_command" {
  description = "Runs task migrate."
  value       = "aws ecs run-task --region us-east-1 --cluster ${aws_ecs_cluster.main.name} --task-definition ${aws_ecs_task_definition.migrate.family} --launch-type FARGATE --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION --network-configuration 'awsvpcConfiguration={subnets=[${join(",", [for subnet in aws_subnet.private : subnet.id])}],securityGroups=[${aws_security_group.migrate_tasks.id}],assignPublicIp=DISABLED}'"
}

output "migrate_log_group_name" {
  description = "Log group of the migrate tasks."
  value       = aws_cloudwatch_log_group.migrate_tasks.name
}
