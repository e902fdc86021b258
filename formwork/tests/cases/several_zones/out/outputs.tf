# Generated from stack.toml by formwork; edit that file.

output "url" {
  description = "Where the services are reached."
  value       = "https://one.acme.example"
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

output "pages_bucket_name" {
  description = "Name of bucket pages."
  value       = aws_s3_bucket.pages.bucket
}

output "help_site_url" {
  description = "Where browsers find site help."
  value       = "https://help.other.example"
}

output "help_upload_command" {
  description = "Uploads the files of site help, which it takes from the directory `help`."
  value       = "aws s3 sync help s3://${aws_s3_bucket.pages.bucket} --region us-east-1 --delete"
}

output "help_invalidate_command" {
  description = "Lets site help forget what it had of the files before."
  value       = "aws cloudfront create-invalidation --distribution-id ${aws_cloudfront_distribution.help.id} --paths '/*'"
}
