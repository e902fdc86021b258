# One module in which nothing is found.
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source                = "hashicorp/aws"
      version               = "5.100.0"
      configuration_aliases = [aws.west]
    }
  }

  backend "s3" {
    bucket = "state"
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { a = "b" }
  }
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

variable "region" {
  type    = string
  default = "us-east-1"

  validation {
    condition     = length(var.region) > 0 && can(regex("^[a-z]", var.region))
    error_message = "No ${var.region}."
  }
}

variable "queues" {
  type    = map(object({ delay = optional(number, 5), names = list(string) }))
  default = { a = { names = ["x", 1] } }
}

variable "secret" {
  type      = string
  sensitive = true
}

locals {
  names  = [for name, queue in var.queues : "${name}-${queue.delay}"]
  groups = { for name in local.names : substr(name, 0, 1) => upper(name)... }
  mixed  = try(local.nested.missing, var.queues["a"].names[0], null)
  nested = { list = ["a", { b = true }], port = "80" }
  guard  = length(local.names) > 0 ? local.nested.list[0] : null
  text   = <<-EOT
    %{for name in local.names~}
    ${name}
    %{endfor~}
  EOT
}

data "aws_region" "here" {}

resource "aws_sqs_queue" "each" {
  for_each = var.queues
  provider = aws.west

  name          = each.key
  delay_seconds = each.value.delay
  fifo_queue    = "true"
  policy        = jsonencode({ Version = "2012-10-17", Id = each.key })
  tags          = merge({ a = 1 }, { (each.key) = true })

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [tags["a"], tags_all]

    postcondition {
      condition     = self.arn != ""
      error_message = "No ${self.name}."
    }
  }

  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.name}"
  }
}

resource "aws_sqs_queue" "many" {
  count = length(local.names)
  name  = "many-${count.index}"

  depends_on = [aws_sqs_queue.each, data.aws_region.here]
}

resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id

  # A set of objects, as Terraform lets it be written.
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = [aws_vpc.main.cidr_block]
  }

  dynamic "egress" {
    for_each = toset([80, 443])
    iterator = port

    content {
      from_port = port.value
      to_port   = port.key
      protocol  = "tcp"
    }
  }
}

resource "aws_vpc" "main" {
  cidr_block = provider::aws::trim_iam_role_path("10.0.0.0/16")
}

resource "terraform_data" "all" {
  input            = [aws_sqs_queue.many[*].arn, values(aws_sqs_queue.each)[*].url]
  triggers_replace = aws_security_group.web.ingress
}

module "other" {
  source   = "./other"
  for_each = aws_sqs_queue.each
  name     = each.value.name
}

output "arns" {
  value      = { for name, queue in aws_sqs_queue.each : name => queue.arn }
  depends_on = [module.other]
}

output "secret" {
  value     = var.secret
  sensitive = true
}

output "length" {
  value = nonsensitive(length(var.secret)) + length(module.other["a"].names)
}

check "health" {
  data "aws_sqs_queue" "found" {
    name = aws_sqs_queue.many[0].name
  }

  assert {
    condition     = data.aws_sqs_queue.found.arn == aws_sqs_queue.many[0].arn
    error_message = "No."
  }
}

moved {
  from = aws_sqs_queue.old
  to   = aws_sqs_queue.many[0]
}

import {
  for_each = { a = "https://queue" }
  to       = aws_sqs_queue.each[each.key]
  id       = each.value
}

removed {
  from = aws_sqs_queue.gone

  lifecycle {
    destroy = false
  }
}
