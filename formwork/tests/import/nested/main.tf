provider "aws" {
  region = "eu-central-1"
}

module "network" {
  source = "./modules/network"

  name  = "shop"
  zones = ["eu-central-1a", "eu-central-1b"]
}

module "queue" {
  source   = "./modules/queue"
  for_each = { jobs = 1, mails = 2 }

  name      = each.key
  settings  = { retries = each.value, labels = [{ a = 1 }, { b = 2 }] }
  lifecycle_days = 3

  depends_on = [module.network]
}

module "registry" {
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "~> 4.0"
  count   = 0

  bucket = "acme-logs"
}

output "vpc" {
  value = module.network.vpc_id
}

output "queues" {
  value = values(module.queue)[*].arn
}
