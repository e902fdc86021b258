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

output "mail_secret_command" {
  description = "Sets the value of secret mail, which it reads from the file `value`."
  value       = "aws secretsmanager put-secret-value --region us-east-1 --secret-id arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/mail-AbCdEf --secret-string file://value"
}

output "maps_secret_command" {
  description = "Sets the value of secret maps, which it reads from the file `value`."
  value       = "aws secretsmanager put-secret-value --region us-east-1 --secret-id arn:aws:secretsmanager:us-east-1:${aws_vpc.main.owner_id}:secret:prod/maps --secret-string file://value"
}

output "paypal_secret_command" {
  description = "Sets the value of secret paypal, which it reads from the file `value`."
  value       = "aws ssm put-parameter --region us-east-1 --name ${aws_ssm_parameter.paypal.name} --type SecureString --overwrite --value file://value"
}

output "search_secret_command" {
  description = "Sets the value of secret search, which it reads from the file `value`."
  value       = "aws ssm put-parameter --region us-east-1 --name /prod/search --type SecureString --overwrite --value file://value"
}

output "stripe_secret_command" {
  description = "Sets the value of secret stripe, which it reads from the file `value`."
  value       = "aws secretsmanager put-secret-value --region us-east-1 --secret-id ${aws_secretsmanager_secret.stripe.arn} --secret-string file://value"
}

output "weather_secret_command" {
  description = "Sets the value of secret weather, which it reads from the file `value`."
  value       = "aws ssm put-parameter --region us-east-1 --name /prod/weather --type SecureString --overwrite --value file://value"
}
