# The queues of the shop.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.66"
    }
  }

  backend "s3" {
    bucket       = "acme-terraform-state"
    key          = "shop/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = {
      Team = "shop"
    }
  }
}

variable "retention_days" {
  type    = number
  default = 4
}

# Jobs wait here.
resource "aws_sqs_queue" "jobs" {
  for_each = toset(["fast", "slow"])

  name                      = "jobs-${each.key}"
  message_retention_seconds = var.retention_days * 86400 # in seconds

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue" "dead" {
  name = "dead"

  lifecycle {
    prevent_destroy = true
  }
}

moved {
  from = aws_sqs_queue.failed
  to   = aws_sqs_queue.dead
}

output "urls" {
  value = { for name, queue in aws_sqs_queue.jobs : name => queue.url }
}
