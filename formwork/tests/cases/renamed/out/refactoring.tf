# Generated from stack.toml by formwork; edit that file.

moved {
  from = aws_cloudwatch_log_group.www_tasks
  to   = aws_cloudwatch_log_group.shop_front_tasks
}

moved {
  from = aws_cloudwatch_log_group.shop_front_tasks
  to   = aws_cloudwatch_log_group.web_tasks
}

moved {
  from = aws_security_group.www_tasks
  to   = aws_security_group.shop_front_tasks
}

moved {
  from = aws_security_group.shop_front_tasks
  to   = aws_security_group.web_tasks
}

moved {
  from = aws_vpc_security_group_egress_rule.load_balancer_to_www
  to   = aws_vpc_security_group_egress_rule.load_balancer_to_shop_front
}

moved {
  from = aws_vpc_security_group_egress_rule.load_balancer_to_shop_front
  to   = aws_vpc_security_group_egress_rule.load_balancer_to_web
}

moved {
  from = aws_vpc_security_group_ingress_rule.www_from_load_balancer
  to   = aws_vpc_security_group_ingress_rule.shop_front_from_load_balancer
}

moved {
  from = aws_vpc_security_group_ingress_rule.shop_front_from_load_balancer
  to   = aws_vpc_security_group_ingress_rule.web_from_load_balancer
}

moved {
  from = aws_vpc_security_group_egress_rule.www_to_internet
  to   = aws_vpc_security_group_egress_rule.shop_front_to_internet
}

moved {
  from = aws_vpc_security_group_egress_rule.shop_front_to_internet
  to   = aws_vpc_security_group_egress_rule.web_to_internet
}

moved {
  from = aws_vpc_security_group_egress_rule.www_to_ledger
  to   = aws_vpc_security_group_egress_rule.shop_front_to_ledger
}

moved {
  from = aws_vpc_security_group_egress_rule.shop_front_to_ledger
  to   = aws_vpc_security_group_egress_rule.web_to_ledger
}

moved {
  from = aws_vpc_security_group_egress_rule.web_to_ledger
  to   = aws_vpc_security_group_egress_rule.www_to_orders
}

moved {
  from = aws_vpc_security_group_egress_rule.www_to_orders
  to   = aws_vpc_security_group_egress_rule.shop_front_to_orders
}

moved {
  from = aws_vpc_security_group_egress_rule.shop_front_to_orders
  to   = aws_vpc_security_group_egress_rule.web_to_orders
}

moved {
  from = aws_vpc_security_group_ingress_rule.ledger_from_www
  to   = aws_vpc_security_group_ingress_rule.ledger_from_shop_front
}

moved {
  from = aws_vpc_security_group_ingress_rule.ledger_from_shop_front
  to   = aws_vpc_security_group_ingress_rule.ledger_from_web
}

moved {
  from = aws_vpc_security_group_ingress_rule.ledger_from_web
  to   = aws_vpc_security_group_ingress_rule.orders_from_www
}

moved {
  from = aws_vpc_security_group_ingress_rule.orders_from_www
  to   = aws_vpc_security_group_ingress_rule.orders_from_shop_front
}

moved {
  from = aws_vpc_security_group_ingress_rule.orders_from_shop_front
  to   = aws_vpc_security_group_ingress_rule.orders_from_web
}

moved {
  from = aws_vpc_security_group_egress_rule.www_to_hits
  to   = aws_vpc_security_group_egress_rule.shop_front_to_hits
}

moved {
  from = aws_vpc_security_group_egress_rule.shop_front_to_hits
  to   = aws_vpc_security_group_egress_rule.web_to_hits
}

moved {
  from = aws_vpc_security_group_egress_rule.web_to_hits
  to   = aws_vpc_security_group_egress_rule.www_to_views
}

moved {
  from = aws_vpc_security_group_egress_rule.www_to_views
  to   = aws_vpc_security_group_egress_rule.shop_front_to_views
}

moved {
  from = aws_vpc_security_group_egress_rule.shop_front_to_views
  to   = aws_vpc_security_group_egress_rule.web_to_views
}

moved {
  from = aws_vpc_security_group_ingress_rule.hits_from_www
  to   = aws_vpc_security_group_ingress_rule.hits_from_shop_front
}

moved {
  from = aws_vpc_security_group_ingress_rule.hits_from_shop_front
  to   = aws_vpc_security_group_ingress_rule.hits_from_web
}

moved {
  from = aws_vpc_security_group_ingress_rule.hits_from_web
  to   = aws_vpc_security_group_ingress_rule.views_from_www
}

moved {
  from = aws_vpc_security_group_ingress_rule.views_from_www
  to   = aws_vpc_security_group_ingress_rule.views_from_shop_front
}

moved {
  from = aws_vpc_security_group_ingress_rule.views_from_shop_front
  to   = aws_vpc_security_group_ingress_rule.views_from_web
}

moved {
  from = aws_vpc_security_group_egress_rule.www_to_copies
  to   = aws_vpc_security_group_egress_rule.shop_front_to_copies
}

moved {
  from = aws_vpc_security_group_egress_rule.shop_front_to_copies
  to   = aws_vpc_security_group_egress_rule.web_to_copies
}

moved {
  from = aws_vpc_security_group_egress_rule.web_to_copies
  to   = aws_vpc_security_group_egress_rule.www_to_scans
}

moved {
  from = aws_vpc_security_group_egress_rule.www_to_scans
  to   = aws_vpc_security_group_egress_rule.shop_front_to_scans
}

moved {
  from = aws_vpc_security_group_egress_rule.shop_front_to_scans
  to   = aws_vpc_security_group_egress_rule.web_to_scans
}

moved {
  from = aws_vpc_security_group_ingress_rule.copies_from_www
  to   = aws_vpc_security_group_ingress_rule.copies_from_shop_front
}

moved {
  from = aws_vpc_security_group_ingress_rule.copies_from_shop_front
  to   = aws_vpc_security_group_ingress_rule.copies_from_web
}

moved {
  from = aws_vpc_security_group_ingress_rule.copies_from_web
  to   = aws_vpc_security_group_ingress_rule.scans_from_www
}

moved {
  from = aws_vpc_security_group_ingress_rule.scans_from_www
  to   = aws_vpc_security_group_ingress_rule.scans_from_shop_front
}

moved {
  from = aws_vpc_security_group_ingress_rule.scans_from_shop_front
  to   = aws_vpc_security_group_ingress_rule.scans_from_web
}

moved {
  from = aws_lb_target_group.www
  to   = aws_lb_target_group.shop_front
}

moved {
  from = aws_lb_target_group.shop_front
  to   = aws_lb_target_group.web
}

moved {
  from = aws_iam_role.www_execution
  to   = aws_iam_role.shop_front_execution
}

moved {
  from = aws_iam_role.shop_front_execution
  to   = aws_iam_role.web_execution
}

moved {
  from = aws_iam_role_policy.www_execution
  to   = aws_iam_role_policy.shop_front_execution
}

moved {
  from = aws_iam_role_policy.shop_front_execution
  to   = aws_iam_role_policy.web_execution
}

moved {
  from = aws_iam_role.www_task
  to   = aws_iam_role.shop_front_task
}

moved {
  from = aws_iam_role.shop_front_task
  to   = aws_iam_role.web_task
}

moved {
  from = aws_iam_role_policy.www_task
  to   = aws_iam_role_policy.shop_front_task
}

moved {
  from = aws_iam_role_policy.shop_front_task
  to   = aws_iam_role_policy.web_task
}

moved {
  from = aws_ecs_task_definition.www
  to   = aws_ecs_task_definition.shop_front
}

moved {
  from = aws_ecs_task_definition.shop_front
  to   = aws_ecs_task_definition.web
}

moved {
  from = aws_ecs_service.www
  to   = aws_ecs_service.shop_front
}

moved {
  from = aws_ecs_service.shop_front
  to   = aws_ecs_service.web
}

moved {
  from = aws_appautoscaling_target.www
  to   = aws_appautoscaling_target.shop_front
}

moved {
  from = aws_appautoscaling_target.shop_front
  to   = aws_appautoscaling_target.web
}

moved {
  from = aws_appautoscaling_policy.www_cpu
  to   = aws_appautoscaling_policy.shop_front_cpu
}

moved {
  from = aws_appautoscaling_policy.shop_front_cpu
  to   = aws_appautoscaling_policy.web_cpu
}

moved {
  from = aws_cloudwatch_metric_alarm.www_running_tasks
  to   = aws_cloudwatch_metric_alarm.shop_front_running_tasks
}

moved {
  from = aws_cloudwatch_metric_alarm.shop_front_running_tasks
  to   = aws_cloudwatch_metric_alarm.web_running_tasks
}

moved {
  from = aws_cloudwatch_metric_alarm.www_unhealthy_tasks
  to   = aws_cloudwatch_metric_alarm.shop_front_unhealthy_tasks
}

moved {
  from = aws_cloudwatch_metric_alarm.shop_front_unhealthy_tasks
  to   = aws_cloudwatch_metric_alarm.web_unhealthy_tasks
}

moved {
  from = aws_cloudwatch_metric_alarm.www_response_time
  to   = aws_cloudwatch_metric_alarm.shop_front_response_time
}

moved {
  from = aws_cloudwatch_metric_alarm.shop_front_response_time
  to   = aws_cloudwatch_metric_alarm.web_response_time
}

moved {
  from = aws_security_group.ledger_database
  to   = aws_security_group.orders_database
}

moved {
  from = aws_db_subnet_group.ledger
  to   = aws_db_subnet_group.orders
}

moved {
  from = aws_db_parameter_group.ledger
  to   = aws_db_parameter_group.orders
}

moved {
  from = aws_cloudwatch_log_group.ledger_postgresql
  to   = aws_cloudwatch_log_group.orders_postgresql
}

moved {
  from = aws_cloudwatch_log_group.ledger_upgrade
  to   = aws_cloudwatch_log_group.orders_upgrade
}

moved {
  from = aws_db_instance.ledger
  to   = aws_db_instance.orders
}

moved {
  from = aws_cloudwatch_metric_alarm.ledger_cpu
  to   = aws_cloudwatch_metric_alarm.orders_cpu
}

moved {
  from = aws_cloudwatch_metric_alarm.ledger_free_storage
  to   = aws_cloudwatch_metric_alarm.orders_free_storage
}

moved {
  from = aws_cloudwatch_metric_alarm.ledger_connections
  to   = aws_cloudwatch_metric_alarm.orders_connections
}

moved {
  from = aws_cloudwatch_metric_alarm.ledger_free_memory
  to   = aws_cloudwatch_metric_alarm.orders_free_memory
}

moved {
  from = aws_cloudwatch_metric_alarm.ledger_cpu_credits
  to   = aws_cloudwatch_metric_alarm.orders_cpu_credits
}

moved {
  from = aws_s3_bucket.documents
  to   = aws_s3_bucket.papers
}

moved {
  from = aws_s3_bucket_public_access_block.documents
  to   = aws_s3_bucket_public_access_block.papers
}

moved {
  from = aws_s3_bucket_ownership_controls.documents
  to   = aws_s3_bucket_ownership_controls.papers
}

moved {
  from = aws_s3_bucket_server_side_encryption_configuration.documents
  to   = aws_s3_bucket_server_side_encryption_configuration.papers
}

moved {
  from = aws_s3_bucket_versioning.documents
  to   = aws_s3_bucket_versioning.papers
}

moved {
  from = aws_s3_bucket_lifecycle_configuration.documents
  to   = aws_s3_bucket_lifecycle_configuration.papers
}

moved {
  from = aws_s3_bucket_policy.documents
  to   = aws_s3_bucket_policy.papers
}

moved {
  from = aws_secretsmanager_secret.stamps
  to   = aws_secretsmanager_secret.postage
}

moved {
  from = aws_sqs_queue.mails
  to   = aws_sqs_queue.letters
}

moved {
  from = aws_sqs_queue.mails_dead
  to   = aws_sqs_queue.letters_dead
}

moved {
  from = aws_sqs_queue_redrive_policy.mails
  to   = aws_sqs_queue_redrive_policy.letters
}

moved {
  from = aws_sqs_queue_redrive_allow_policy.mails_dead
  to   = aws_sqs_queue_redrive_allow_policy.letters_dead
}

moved {
  from = aws_sqs_queue_policy.mails
  to   = aws_sqs_queue_policy.letters
}

moved {
  from = aws_sqs_queue_policy.mails_dead
  to   = aws_sqs_queue_policy.letters_dead
}

moved {
  from = aws_cloudwatch_metric_alarm.mails_oldest_message
  to   = aws_cloudwatch_metric_alarm.letters_oldest_message
}

moved {
  from = aws_cloudwatch_metric_alarm.mails_dead_letters
  to   = aws_cloudwatch_metric_alarm.letters_dead_letters
}

moved {
  from = aws_sns_topic.bulletins
  to   = aws_sns_topic.news
}

moved {
  from = aws_sns_topic_policy.bulletins
  to   = aws_sns_topic_policy.news
}

moved {
  from = aws_sns_topic_subscription.bulletins_to_mails
  to   = aws_sns_topic_subscription.bulletins_to_letters
}

moved {
  from = aws_sns_topic_subscription.bulletins_to_letters
  to   = aws_sns_topic_subscription.news_to_mails
}

moved {
  from = aws_sns_topic_subscription.news_to_mails
  to   = aws_sns_topic_subscription.news_to_letters
}

moved {
  from = aws_sqs_queue.bulletins_undelivered
  to   = aws_sqs_queue.news_undelivered
}

moved {
  from = aws_sqs_queue_policy.bulletins_undelivered
  to   = aws_sqs_queue_policy.news_undelivered
}

moved {
  from = aws_cloudwatch_metric_alarm.bulletins_undelivered
  to   = aws_cloudwatch_metric_alarm.news_undelivered
}

moved {
  from = aws_dynamodb_table.baskets
  to   = aws_dynamodb_table.carts
}

moved {
  from = aws_cloudwatch_metric_alarm.baskets_throttled
  to   = aws_cloudwatch_metric_alarm.carts_throttled
}

moved {
  from = aws_security_group.hits_cache
  to   = aws_security_group.views_cache
}

moved {
  from = aws_elasticache_subnet_group.hits
  to   = aws_elasticache_subnet_group.views
}

moved {
  from = aws_elasticache_parameter_group.hits
  to   = aws_elasticache_parameter_group.views
}

moved {
  from = aws_elasticache_user.hits_from_www
  to   = aws_elasticache_user.hits_from_shop_front
}

moved {
  from = aws_elasticache_user.hits_from_shop_front
  to   = aws_elasticache_user.hits_from_web
}

moved {
  from = aws_elasticache_user.hits_from_web
  to   = aws_elasticache_user.views_from_www
}

moved {
  from = aws_elasticache_user.views_from_www
  to   = aws_elasticache_user.views_from_shop_front
}

moved {
  from = aws_elasticache_user.views_from_shop_front
  to   = aws_elasticache_user.views_from_web
}

moved {
  from = aws_elasticache_user_group.hits
  to   = aws_elasticache_user_group.views
}

moved {
  from = aws_cloudwatch_log_group.hits_slow_log
  to   = aws_cloudwatch_log_group.views_slow_log
}

moved {
  from = aws_cloudwatch_log_group.hits_engine_log
  to   = aws_cloudwatch_log_group.views_engine_log
}

moved {
  from = aws_elasticache_replication_group.hits
  to   = aws_elasticache_replication_group.views
}

moved {
  from = aws_cloudwatch_metric_alarm.hits_memory_1
  to   = aws_cloudwatch_metric_alarm.views_memory_1
}

moved {
  from = aws_cloudwatch_metric_alarm.hits_cpu_1
  to   = aws_cloudwatch_metric_alarm.views_cpu_1
}

moved {
  from = aws_cloudwatch_metric_alarm.hits_memory_2
  to   = aws_cloudwatch_metric_alarm.views_memory_2
}

moved {
  from = aws_cloudwatch_metric_alarm.hits_cpu_2
  to   = aws_cloudwatch_metric_alarm.views_cpu_2
}

moved {
  from = aws_security_group.copies_volume
  to   = aws_security_group.scans_volume
}

moved {
  from = aws_efs_file_system.copies
  to   = aws_efs_file_system.scans
}

moved {
  from = aws_efs_file_system_policy.copies
  to   = aws_efs_file_system_policy.scans
}

moved {
  from = aws_efs_mount_target.copies
  to   = aws_efs_mount_target.scans
}

moved {
  from = aws_efs_access_point.copies_from_www
  to   = aws_efs_access_point.copies_from_shop_front
}

moved {
  from = aws_efs_access_point.copies_from_shop_front
  to   = aws_efs_access_point.copies_from_web
}

moved {
  from = aws_efs_access_point.copies_from_web
  to   = aws_efs_access_point.scans_from_www
}

moved {
  from = aws_efs_access_point.scans_from_www
  to   = aws_efs_access_point.scans_from_shop_front
}

moved {
  from = aws_efs_access_point.scans_from_shop_front
  to   = aws_efs_access_point.scans_from_web
}

moved {
  from = aws_cloudwatch_metric_alarm.copies_io
  to   = aws_cloudwatch_metric_alarm.scans_io
}

moved {
  from = aws_cloudfront_origin_access_control.pages
  to   = aws_cloudfront_origin_access_control.front
}

moved {
  from = aws_cloudfront_function.pages
  to   = aws_cloudfront_function.front
}

moved {
  from = aws_cloudfront_distribution.pages
  to   = aws_cloudfront_distribution.front
}

moved {
  from = aws_cloudwatch_metric_alarm.pages_errors
  to   = aws_cloudwatch_metric_alarm.front_errors
}

moved {
  from = aws_ecr_repository.images
  to   = aws_ecr_repository.shop
}

moved {
  from = aws_ecr_lifecycle_policy.images
  to   = aws_ecr_lifecycle_policy.shop
}

moved {
  from = aws_iam_role.images_push
  to   = aws_iam_role.shop_push
}

moved {
  from = aws_iam_role_policy.images_push
  to   = aws_iam_role_policy.shop_push
}

moved {
  from = aws_sqs_queue.tasks
  to   = aws_sqs_queue.jobs
}

removed {
  from = aws_sqs_queue.faxes

  lifecycle {
    destroy = false
  }
}
