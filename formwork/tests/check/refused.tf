# Each part, to the next line of dashes, is a module; refused.txt has what is found in it.
# ---- arguments
resource "aws_sqs_queue" "jobs" {
  id           = "jobs"
  delay_second = 5
  fifo_queue   = "perhaps"
  arn          = "arn"
  tags {
    a = "b"
  }
  redrive = {}
  nosuch {}
}
# ---- missing
resource "aws_ecs_service" "web" {
  network_configuration {}
  load_balancer {
    container_name = null
    container_port = 80
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = "arn"
}
# ---- blocks
resource "aws_ecs_service" "web" {
  name                       = "web"
  deployment_circuit_breaker = { enable = true, rollback = true }

  network_configuration {
    subnets = []
  }
  network_configuration {
    subnets = "subnet-1"
  }
}
# ---- types
resource "aws_sqs_queue" "jobs" {
  name          = ["jobs"]
  delay_seconds = "5s"
  tags          = { a = "b", c = [1] }
}

resource "aws_security_group" "web" {
  ingress = [{ from_port = 80 }]
}
# ---- kinds
resource "aws_sqs_que" "jobs" {}

data "aws_sqs_queue_policy" "jobs" {}

resource "null_resource" "a" {}

resorce "aws_vpc" "main" {}

resource "aws_vpc" {}
# ---- references
resource "aws_sqs_queue" "jobs" {
  name = aws_sqs_queue.job.arn
}

locals {
  a = aws_sqs_queue.jobs.arm
  b = var.nosuch
  c = local.aa
  d = jobs
  e = data.aws_region.current.name
  f = module.m.out
  g = local.a.b.c
}
# ---- nested
resource "aws_ecs_service" "web" {
  name = "web"
  network_configuration {
    subnets = []
  }
}

locals {
  a = aws_ecs_service.web.network_configuration.subnets
  b = aws_ecs_service.web.network_configuration[0].subnet
  c = aws_ecs_service.web.load_balancer[0].container_name
  d = aws_ecs_service.web.tags_all.a.b
  e = aws_ecs_service.web.network_configuration[0].subnets[0]
  f = aws_ecs_service.web.network_configuration[*].subnet
}
# ---- instances
resource "aws_sqs_queue" "many" {
  count = 2
  name  = each.key
}

resource "aws_sqs_queue" "each" {
  for_each = ["a"]
  name     = count.index
}

resource "aws_sqs_queue" "one" {
  count    = 1
  for_each = {}
}

locals {
  a = aws_sqs_queue.many.arn
  b = aws_sqs_queue.each.arn
  c = aws_sqs_queue.many[*].arm
  d = [for queue in aws_sqs_queue.each : queue.arm]
  e = self.arn
}
# ---- circles
locals {
  a = local.b
  b = "${local.c}-x"
  c = [local.a]
  d = local.d
}

resource "aws_sqs_queue" "jobs" {
  name = aws_sqs_queue.jobs.name_prefix
}
# ---- functions
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

locals {
  a = uper("a")
  b = upper()
  c = upper(["a"])
  d = provider::aws::arn_pars("a")
  e = cidrsubnet("10.0.0.0/8", 8)
  f = try(upper([]), nosuch.a)
  g = length(5)
  h = keys(["a"])
}
# ---- expressions
locals {
  a = "a" + 1
  b = "${[]}"
  c = true ? "a" : []
  d = [for x in "a" : x]
  e = { (null) = 1 }
  f = ["a"][1]
  g = { a = 1 }.b
  h = !5
  i = path.modul
}
# ---- lifecycle
resource "aws_sqs_queue" "jobs" {
  depends_on = [aws_sqs_queue.other.arn]
  provider   = aws.west
  lifecycle {
    ignore_changes       = [nam]
    prevent_destroy      = var.keep
    replace_triggered_by = [local.a]
    precondition {
      condition = self.name == ""
    }
  }
  lifecycle {}
  provisioner "local_exec" {}
}

resource "aws_sqs_queue" "other" {}

variable "keep" {}

locals {
  a = 1
}
# ---- dynamic
resource "aws_ecs_service" "web" {
  name = "web"
  dynamic "load_balancers" {
    for_each = []
    content {}
  }
  dynamic "load_balancer" {
    for_each = 5
    nosuch   = 1
  }
  dynamic "network_configuration" {
    for_each = ["a", "b"]
    content {
      subnets = network_configuration.valu
    }
  }
}
# ---- duplicates
resource "aws_sqs_queue" "jobs" {}

resource "aws_sqs_queue" "jobs" {}

locals {
  a = 1
}

locals {
  a = 2
}
# ---- variables
variable "a" {
  type    = number
  default = "five"
}

variable "b" {
  type    = lst(string)
  default = var.a
}

variable "count" {}

variable "without_type" {
  nullable = false
  default  = null
}

variable "c" {
  sensitive = true
  validation {
    condition     = true
    error_message = "No."
  }
}

output "c" {
  value = "${var.c}-x"
}

output "d" {}

output "e" {
  value     = provider::aws::arn_parse("a")
  ephemeral = true
}

output "1" {
  value = 1
}
# ---- top
name = "a"

terraform {
  required_version = 1.11
  nosuch           = 1
}

locals {
  a {}
}

provider "aws" {
  regio = "us-east-1"
}

moved {
  from = "aws_vpc.a"
}
