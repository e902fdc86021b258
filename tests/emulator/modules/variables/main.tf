terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_cloudwatch_log_group" "main" {
  for_each = { for group in var.groups : group.name => group if group.enabled }

  name              = "/${var.stage}/${each.key}"
  retention_in_days = coalesce(each.value.days, local.days[var.stage])
  tags              = local.tags
}
