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
  domain  = "acme.example"
  aliases = { www = "web-1.acme.example", api = "web-2.acme.example" }
  mail    = ["10 mx1.mail.example", "20 mx2.mail.example"]
}

resource "aws_route53_zone" "main" {
  name    = local.domain
  comment = "Zone of \"${local.domain}\""
}

resource "aws_route53_record" "alias" {
  for_each = local.aliases

  zone_id = aws_route53_zone.main.zone_id
  name    = "${each.key}.${local.domain}"
  type    = "CNAME"
  ttl     = 300
  records = [each.value]
}

resource "aws_route53_record" "mail" {
  zone_id = aws_route53_zone.main.zone_id
  name    = local.domain
  type    = "MX"
  ttl     = 3600
  records = local.mail
}

output "name_servers" {
  value     = sort(aws_route53_zone.main.name_servers)
  sensitive = true
}
