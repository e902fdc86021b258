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

locals {
  settings = {
    "web/colour" = "blue"
    "web/greeting" = <<-TEXT
      Good morning,
        and "welcome" to $${place}.
    TEXT
    "mail/from" = "shop@acme.example"
  }
}

resource "aws_ssm_parameter" "setting" {
  for_each = local.settings

  name  = "/shop/${each.key}"
  type  = "String"
  value = each.value
}

resource "aws_secretsmanager_secret" "key" {
  count = 2

  name                    = "shop/key-${count.index}"
  recovery_window_in_days = count.index == 0 ? 7 : 30
}

data "aws_region" "current" {}

output "console" {
  value = "https://${data.aws_region.current.name}.console.aws.amazon.com/systems-manager/parameters"
}
