# What version 6 of the AWS provider no longer takes or exports, newly needs, or calls deprecated, by its
# upgrade guide and by the schemas of both versions: one block of each type.

resource "aws_api_gateway_account" "a" {
  reset_on_delete = var.any
}

resource "aws_api_gateway_deployment" "a" {
  stage_description = var.any
  stage_name        = var.any
  canary_settings {}
}

resource "aws_batch_compute_environment" "a" {
  compute_environment_name        = var.any
  compute_environment_name_prefix = var.any
}

resource "aws_batch_job_queue" "a" {
  compute_environments = var.any
}

resource "aws_bedrock_model_invocation_logging_configuration" "a" {
  logging_config {
    cloudwatch_config {
      large_data_delivery_s3_config {}
    }
    s3_config {}
  }
}

resource "aws_bedrockagent_knowledge_base" "a" {
  storage_configuration {
    opensearch_serverless_configuration {
      field_mapping {}
    }
    pinecone_configuration {
      field_mapping {}
    }
  }
}

resource "aws_cloudformation_stack_set_instance" "a" {
  region = var.any
}

resource "aws_cloudfront_response_headers_policy" "a" {
  etag = var.any
}

resource "aws_config_aggregate_authorization" "a" {
  region = var.any
}

resource "aws_cur_report_definition" "a" {
}

resource "aws_dms_endpoint" "a" {
  s3_settings {}
}

resource "aws_dx_gateway_association" "a" {
  vpn_gateway_id = var.any
}

resource "aws_dynamodb_table" "a" {
  global_secondary_index {
    hash_key  = var.any
    range_key = var.any
  }
}

resource "aws_ecs_task_definition" "a" {
  inference_accelerator {}
}

resource "aws_eip" "a" {
  vpc = var.any
}

resource "aws_eks_addon" "a" {
  resolve_conflicts = var.any
}

resource "aws_elastictranscoder_pipeline" "a" {
}

resource "aws_elastictranscoder_preset" "a" {
}

resource "aws_evidently_feature" "a" {
}

resource "aws_evidently_launch" "a" {
}

resource "aws_evidently_project" "a" {
}

resource "aws_evidently_segment" "a" {
}

resource "aws_flow_log" "a" {
  log_group_name = var.any
}

resource "aws_guardduty_detector" "a" {
  datasources {}
}

resource "aws_guardduty_organization_configuration" "a" {
  datasources {}
  auto_enable = var.any
}

resource "aws_instance" "a" {
  network_interface {}
  cpu_core_count       = var.any
  cpu_threads_per_core = var.any
}

resource "aws_kinesis_analytics_application" "a" {
}

resource "aws_lakeformation_opt_in" "a" {
  resource_data {
    lf_tag {
      value = var.any
    }
  }
}

resource "aws_launch_template" "a" {
  elastic_gpu_specifications {}
  elastic_inference_accelerator {}
}

resource "aws_media_store_container" "a" {
}

resource "aws_media_store_container_policy" "a" {
}

resource "aws_networkmanager_core_network" "a" {
  base_policy_region = var.any
}

resource "aws_opensearch_domain" "a" {
}

resource "aws_opsworks_application" "a" {
}

resource "aws_opsworks_custom_layer" "a" {
}

resource "aws_opsworks_ecs_cluster_layer" "a" {
}

resource "aws_opsworks_ganglia_layer" "a" {
}

resource "aws_opsworks_haproxy_layer" "a" {
}

resource "aws_opsworks_instance" "a" {
}

resource "aws_opsworks_java_app_layer" "a" {
}

resource "aws_opsworks_memcached_layer" "a" {
}

resource "aws_opsworks_mysql_layer" "a" {
}

resource "aws_opsworks_nodejs_app_layer" "a" {
}

resource "aws_opsworks_permission" "a" {
}

resource "aws_opsworks_php_app_layer" "a" {
}

resource "aws_opsworks_rails_app_layer" "a" {
}

resource "aws_opsworks_rds_db_instance" "a" {
}

resource "aws_opsworks_stack" "a" {
}

resource "aws_opsworks_static_web_layer" "a" {
}

resource "aws_opsworks_user_profile" "a" {
}

resource "aws_pinpoint_app" "a" {
  campaign_hook {}
  limits {}
  quiet_time {}
}

resource "aws_pinpoint_email_channel" "a" {
}

resource "aws_pinpoint_email_template" "a" {
  email_template {}
}

resource "aws_pinpoint_event_stream" "a" {
}

resource "aws_redshift_cluster" "a" {
  logging {}
  snapshot_copy {}
  cluster_public_key      = var.any
  cluster_revision_number = var.any
  endpoint                = var.any
}

resource "aws_sagemaker_notebook_instance" "a" {
  accelerator_types = var.any
}

resource "aws_servicequotas_template" "a" {
  region = var.any
}

resource "aws_simpledb_domain" "a" {
}

resource "aws_spot_instance_request" "a" {
  network_interface {
    network_card_index = var.any
  }
  block_duration_minutes = var.any
  cpu_core_count         = var.any
  cpu_threads_per_core   = var.any
}

resource "aws_ssm_association" "a" {
  instance_id = var.any
}

resource "aws_ssmincidents_replication_set" "a" {
  region {}
}

resource "aws_ssoadmin_account_assignment" "a" {
}

resource "aws_worklink_fleet" "a" {
}

resource "aws_worklink_website_certificate_authority_association" "a" {
}

data "aws_batch_compute_environment" "a" {
  compute_environment_name = var.any
}

data "aws_cloudtrail_service_account" "a" {
}

data "aws_dynamodb_table" "a" {
  global_secondary_index {
    hash_key = var.any
  }
}

data "aws_ecs_task_definition" "a" {
}

data "aws_ecs_task_execution" "a" {
  overrides {
    inference_accelerator_overrides {}
  }
}

data "aws_globalaccelerator_accelerator" "a" {
  id = var.any
}

data "aws_identitystore_group" "a" {
  filter {}
}

data "aws_identitystore_user" "a" {
  filter {}
}

data "aws_launch_template" "a" {
}

data "aws_opensearch_domain" "a" {
}

data "aws_quicksight_data_set" "a" {
  tags_all = var.any
}

data "aws_redshift_service_account" "a" {
}

data "aws_service_discovery_service" "a" {
  tags_all = var.any
}

data "aws_vpc_peering_connection" "a" {
  peer_region = var.any
  region      = var.any
}

provider "aws" {
  endpoints {
    iotanalytics   = var.any
    iotevents      = var.any
    lookoutmetrics = var.any
    opsworks       = var.any
    sdb            = var.any
    simpledb       = var.any
    worklink       = var.any
  }
}

variable "any" {}

locals {
  exported = [
    aws_api_gateway_deployment.a.execution_arn,
    aws_api_gateway_deployment.a.invoke_url,
    aws_opensearch_domain.a.kibana_endpoint,
    data.aws_ecs_task_definition.a.inference_accelerator,
    data.aws_launch_template.a.elastic_gpu_specifications,
    data.aws_launch_template.a.elastic_inference_accelerator,
    data.aws_opensearch_domain.a.kibana_endpoint,
  ]
}
