provider "aws" {
  region = "eu-west-1"
}

variable "rules" {
  type = list(object({ port = number, cidrs = list(string) }))
  default = [
    { port = 80, cidrs = ["10.0.0.0/8"] },
    { port = 443, cidrs = ["10.0.0.0/8", "192.168.0.0/16"] },
  ]
}

resource "aws_security_group" "web" {
  name_prefix = "web-"
  vpc_id      = "vpc-0123456789abcdef0"

  # From everywhere inside.
  dynamic "ingress" {
    for_each = var.rules
    iterator = rule

    content {
      description = "port ${rule.value.port}"
      from_port   = rule.value.port
      to_port     = rule.value.port
      protocol    = "tcp"
      cidr_blocks = rule.value.cidrs
    }
  }

  ingress {
    description = "itself"
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    self        = true
  }

  egress = [{
    description      = "all"
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = null
    prefix_list_ids  = null
    security_groups  = null
    self             = null
  }]

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group" "closed" {
  name    = "closed"
  vpc_id  = "vpc-0123456789abcdef0"
  ingress = []
  egress  = []
}

resource "aws_s3_bucket" "logs" {
  bucket = "acme-logs-of-web"
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "first"
    status = "Enabled"
    filter {}

    expiration {
      days = 365
    }
  }

  dynamic "rule" {
    for_each = { short = 7, long = 90 }

    content {
      id     = rule.key
      status = "Enabled"

      filter {
        prefix = "${rule.key}/"
      }

      dynamic "expiration" {
        for_each = rule.value > 0 ? [rule.value] : []
        content {
          days = expiration.value
        }
      }

      dynamic "transition" {
        for_each = rule.value > 30 ? { GLACIER = 30 } : {}
        content {
          days          = transition.value
          storage_class = transition.key
        }
      }
    }
  }

  rule {
    id     = "last"
    status = "Disabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}
