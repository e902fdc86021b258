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
  teams = ["billing", "support"]
}

module "inbox" {
  source   = "./modules/inbox"
  for_each = toset(local.teams)

  name = each.key
  tags = { Team = title(each.key) }
}

module "store" {
  source = "./modules/store"
  count  = 1

  prefix  = "shop-attachments-"
  readers = [for inbox in module.inbox : inbox.arn]

  depends_on = [module.inbox]
}

output "bucket" {
  value = module.store[0].bucket
}
