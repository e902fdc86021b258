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

output "stripe_secret_command" {
  description = "Sets the value of secret stripe, which it reads from the file `value`."
  value       = "aws ssm put-parameter --region us-east-1 --name ${aws_ssm_parameter.stripe.name} --type SecureString --overwrite --value file://value"
}

output "jobs_queue_url" {
  description = "URL of queue jobs."
  value       = aws_sqs_queue.jobs.url
}

output "news_topic_arn" {
  description = "ARN of topic news."
  value       = aws_sns_topic.news.arn
}

output "carts_table_name" {
  description = "Name of table carts."
  value       = aws_dynamodb_table.carts.name
}
