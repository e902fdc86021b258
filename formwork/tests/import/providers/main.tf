terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, < 6.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.6"
    }
    cloudflare = "~> 4.0"
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      Team = "shop"
    }
  }
}

provider "aws" {
  alias  = "global"
  region = "us-east-1"

  default_tags {
    tags = {
      Team = "edge"
    }
  }
}

# Has no tags of its own.
provider "aws" {
  alias  = "backup"
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::123456789012:role/backup"
  }
}

provider "random" {}

resource "random_pet" "name" {
  length  = 2
  keepers = { version = 1 }
}

resource "null_resource" "wait" {
  triggers = {
    name = random_pet.name.id
  }
}

resource "aws_acm_certificate" "site" {
  provider          = aws.global
  domain_name       = "shop.acme.example"
  validation_method = "DNS"
}

resource "aws_s3_bucket" "backup" {
  provider = aws.backup
  bucket   = "acme-backup-${random_pet.name.id}"
}

module "queue" {
  source = "../nested/modules/queue"

  providers = {
    aws = aws.backup
  }

  name           = "jobs"
  settings       = null
  lifecycle_days = 2
}

resource "cloudflare_record" "site" {
  zone_id = "0123456789abcdef"
  name    = "shop"
  type    = "CNAME"
  content = "shop.acme.example"

  data {
    flags = 1
  }

  timeouts {
    create = "5m"
  }
  timeouts {
    create = "6m"
  }
}
