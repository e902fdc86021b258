# Copyright Acme. Kept at the top.

terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }

  backend "s3" {
    bucket       = "acme-terraform-state"
    key          = "locals/terraform.tfstate"
    region       = "eu-west-1"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = local.region
  allowed_account_ids = ["123456789012"]

  default_tags {
    tags = local.tags
  }
}

locals {
  region = "eu-west-1"
  name   = "${var.project}-${var.stage}" # what everything is called

  tags = {
    Project = "shop"
    Stage   = var.stage
    Cost    = 4711
  }
}

# More of them, in a block of their own.
locals {
  queues = {
    mails = { delay = 0, fifo = false }
    bills = { delay = 30, fifo = true }
  }

  upper = { for name, queue in local.queues : upper(name) => queue... if queue.fifo }
  delays = [for queue in values(local.queues) : queue.delay]
  # A number that no integer holds.
  large   = 18446744073709551615
  half    = 0.5
  minus   = -3
  nothing = null
  escaped = "$${not} %%{a} \"template\"\t\\"
  empty   = ""
  nested  = [[1, 2], [{ a = [true] }]]
  mixed   = [1, "two", { three = 3 }]
  keys    = { (var.stage) = 1, "a b" = 2, "${var.project}-x" = 3, 4 = "four" }
}
