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

output "letters_service_name" {
  description = "ECS service of letters."
  value       = aws_ecs_service.letters.name
}

output "letters_task_role_arn" {
  description = "Role that the code of letters runs under."
  value       = aws_iam_role.letters_task.arn
}

output "letters_log_group_name" {
  description = "Log group of the letters tasks."
  value       = aws_cloudwatch_log_group.letters_tasks.name
}

output "books_endpoint" {
  description = "Host and port of database books, reached from inside the VPC only."
  value       = join(":", [aws_rds_cluster.books.endpoint, tostring(aws_rds_cluster.books.port)])
}

output "books_secret_arn" {
  description = "Secret that holds user and password of database books."
  value       = aws_rds_cluster.books.master_user_secret[0].secret_arn
}

output "cms_endpoint" {
  description = "Host and port of database cms, reached from inside the VPC only."
  value       = aws_db_instance.cms.endpoint
}

output "cms_secret_arn" {
  description = "Secret that holds user and password of database cms."
  value       = aws_db_instance.cms.master_user_secret[0].secret_arn
}

output "orders_endpoint" {
  description = "Host and port of database orders, reached from inside the VPC only."
  value       = aws_db_instance.orders.endpoint
}

output "orders_secret_arn" {
  description = "Secret that holds user and password of database orders."
  value       = aws_db_instance.orders.master_user_secret[0].secret_arn
}

output "nightly_report_run_command" {
  description = "Runs job nightly_report now."
  value       = "aws ecs run-task --region us-east-1 --cluster ${aws_ecs_cluster.main.name} --task-definition ${aws_ecs_task_definition.nightly_report.family} --launch-type FARGATE --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION --network-configuration 'awsvpcConfiguration={subnets=[${join(",", [for subnet in aws_subnet.private : subnet.id])}],securityGroups=[${aws_security_group.nightly_report_tasks.id}],assignPublicIp=DISABLED}'"
}

output "nightly_report_log_group_name" {
  description = "Log group of the nightly_report tasks."
  value       = aws_cloudwatch_log_group.nightly_report_tasks.name
}

output "migrate_run_command" {
  description = "Runs task migrate."
  value       = "aws ecs run-task --region us-east-1 --cluster ${aws_ecs_cluster.main.name} --task-definition ${aws_ecs_task_definition.migrate.family} --launch-type FARGATE --enable-ecs-managed-tags --propagate-tags TASK_DEFINITION --network-configuration 'awsvpcConfiguration={subnets=[${join(",", [for subnet in aws_subnet.private : subnet.id])}],securityGroups=[${aws_security_group.migrate_tasks.id}],assignPublicIp=DISABLED}'"
}

output "migrate_log_group_name" {
  description = "Log group of the migrate tasks."
  value       = aws_cloudwatch_log_group.migrate_tasks.name
}
