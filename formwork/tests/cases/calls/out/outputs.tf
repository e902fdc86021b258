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

output "front_service_name" {
  description = "ECS service of front."
  value       = aws_ecs_service.front.name
}

output "front_task_role_arn" {
  description = "Role that the code of front runs under."
  value       = aws_iam_role.front_task.arn
}

output "front_log_group_name" {
  description = "Log group of the front tasks."
  value       = aws_cloudwatch_log_group.front_tasks.name
}

output "orders_service_name" {
  description = "ECS service of orders."
  value       = aws_ecs_service.orders.name
}

output "orders_task_role_arn" {
  description = "Role that the code of orders runs under."
  value       = aws_iam_role.orders_task.arn
}

output "orders_log_group_name" {
  description = "Log group of the orders tasks."
  value       = aws_cloudwatch_log_group.orders_tasks.name
}

output "prices_service_name" {
  description = "ECS service of prices."
  value       = aws_ecs_service.prices.name
}

output "prices_task_role_arn" {
  description = "Role that the code of prices runs under."
  value       = aws_iam_role.prices_task.arn
}

output "prices_log_group_name" {
  description = "Log group of the prices tasks."
  value       = aws_cloudwatch_log_group.prices_tasks.name
}

output "stock_levels_service_name" {
  description = "ECS service of stock_levels."
  value       = aws_ecs_service.stock_levels.name
}

output "stock_levels_task_role_arn" {
  description = "Role that the code of stock_levels runs under."
  value       = aws_iam_role.stock_levels_task.arn
}

output "stock_levels_log_group_name" {
  description = "Log group of the stock_levels tasks."
  value       = aws_cloudwatch_log_group.stock_levels_tasks.name
}

output "closer_service_name" {
  description = "ECS service of closer."
  value       = aws_ecs_service.closer.name
}

output "closer_task_role_arn" {
  description = "Role that the code of closer runs under."
  value       = aws_iam_role.closer_task.arn
}

output "closer_log_group_name" {
  description = "Log group of the closer tasks."
  value       = aws_cloudwatch_log_group.closer_tasks.name
}

output "ordersdb_endpoint" {
  description = "Host and port of database ordersdb, reached from inside the VPC only."
  value       = aws_db_instance.ordersdb.endpoint
}

output "ordersdb_secret_arn" {
  description = "Secret that holds user and password of database ordersdb."
  value       = aws_db_instance.ordersdb.master_user_secret[0].secret_arn
}

output "closings_queue_url" {
  description = "URL of queue closings."
  value       = aws_sqs_queue.closings.url
}
