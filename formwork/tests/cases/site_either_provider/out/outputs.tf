# Generated from stack.toml by formwork; edit that file.

output "name_servers" {
  description = "Name servers to delegate the hosted zone to, at the registrar of the domain."
  value       = aws_route53_zone.main.name_servers
}

output "cluster_name" {
  description = "ECS cluster of all services."
  value       = aws_ecs_cluster.main.name
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

output "pages_bucket_name" {
  description = "Name of bucket pages."
  value       = aws_s3_bucket.pages.bucket
}

output "shop_site_url" {
  description = "Where browsers find site shop."
  value       = "https://shop.acme.example"
}

output "shop_upload_command" {
  description = "Uploads the files of site shop, which it takes from the directory `shop`."
  value       = "aws s3 sync shop s3://${aws_s3_bucket.pages.bucket} --region eu-central-1 --delete"
}

output "shop_invalidate_command" {
  description = "Lets site shop forget what it had of the files before."
  value       = "aws cloudfront create-invalidation --distribution-id ${aws_cloudfront_distribution.shop.id} --paths '/*'"
}
