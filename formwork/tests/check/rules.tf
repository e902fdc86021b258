# ---- a word that is no choice of its argument
resource "aws_vpc" "a" {
  cidr_block       = "10.0.0.0/16"
  instance_tenancy = "dedicate"
}
# ---- a word in a nested block, by a local
locals {
  action = "foward"
}
resource "aws_lb_listener" "a" {
  load_balancer_arn = var.arn
  default_action {
    type = local.action
  }
}
variable "arn" {}
# ---- one word of a list
resource "aws_db_instance" "a" {
  instance_class                  = "db.t4g.micro"
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrades"]
}
# ---- a word of a block that a dynamic block makes
resource "aws_lb_listener" "a" {
  load_balancer_arn = var.arn
  dynamic "default_action" {
    for_each = ["redirect-to"]
    content {
      type = default_action.value
    }
  }
}
variable "arn" {}
# ---- none of what one is needed
resource "aws_route53_record" "a" {
  zone_id = var.zone
  name    = "a"
  type    = "A"
}
variable "zone" {}
# ---- both of what one is needed
resource "aws_route53_record" "a" {
  zone_id = var.zone
  name    = "a"
  type    = "A"
  ttl     = 60
  records = ["192.0.2.1"]
  alias {
    name                   = "b"
    zone_id                = var.zone
    evaluate_target_health = true
  }
}
variable "zone" {}
# ---- none of what at least one is needed
resource "aws_security_group_rule" "a" {
  security_group_id = var.group
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
}
variable "group" {}
# ---- two that do not go together, as false is there too
resource "aws_sqs_queue" "a" {
  kms_master_key_id       = "alias/a"
  sqs_managed_sse_enabled = false
}
# ---- one that needs another
resource "aws_vpc" "a" {
  ipv4_netmask_length = 28
}
# ---- a fraction where a whole number belongs
resource "aws_db_instance" "a" {
  instance_class    = "db.t4g.micro"
  allocated_storage = 20.5
}
# ---- accepted: choices in whatever case, where the provider takes that
resource "aws_lb_listener" "a" {
  load_balancer_arn = var.arn
  protocol          = "https"
  default_action {
    type = "Forward"
  }
}
variable "arn" {}
# ---- accepted: what is null is not there, and what nobody knows may be
resource "aws_sqs_queue" "a" {
  name                    = null
  name_prefix             = "a-"
  kms_master_key_id       = var.key
  sqs_managed_sse_enabled = true
}
resource "aws_route53_record" "a" {
  zone_id = var.key
  name    = "a"
  type    = "A"
  records = var.records
}
variable "key" {
  default = null
}
variable "records" {
  default = null
}
# ---- accepted: a fraction where the provider takes one
resource "aws_rds_cluster" "a" {
  engine = "aurora-postgresql"
  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 4
  }
}
# ---- accepted: a dynamic block that may make the one that is needed
resource "aws_route53_record" "a" {
  zone_id = var.zone
  name    = "a"
  type    = "A"
  dynamic "alias" {
    for_each = var.aliases
    content {
      name                   = alias.value
      zone_id                = var.zone
      evaluate_target_health = true
    }
  }
}
variable "zone" {}
variable "aliases" {}
# ---- accepted but in a plan: where anything in a nested block is unknown, the provider looks at none of it
resource "aws_lb_listener" "a" {
  load_balancer_arn = var.arn
  default_action {
    type             = "foward"
    target_group_arn = var.arn
  }
}
resource "aws_emrcontainers_job_template" "a" {
  name = "a"
  job_template_data {
    execution_role_arn = "arn:aws:iam::123456789012:role/a"
    release_label      = var.arn
    job_driver {}
  }
}
variable "arn" {}
