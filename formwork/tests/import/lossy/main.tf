terraform {
  required_version = "~> 1.5.0"

  cloud {
    organization = "acme"
  }
}

provider "aws" {
  profile = "acme"

  assume_role {
    role_arn     = "arn:aws:iam::123456789012:role/deploy"
    session_name = "terraform"
  }

  default_tags {
    tags = merge({ a = "b" }, var.tags)
  }
}

provider "kubernetes" {
  host = "https://acme.example"
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_instance" "web" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t4g.micro"

  connection {
    host = self.public_ip
  }

  provisioner "remote-exec" {
    inline = ["uname"]
  }

  provisioner "local-exec" {
    when    = destroy
    command = "echo bye"
  }
}

resource "aws_instance" "web" {
  ami = "ami-0123456789abcdef1"
}

moved {
  from = aws_instance.old[0]
  to   = aws_instance.web
}

moved {
  from = aws_instance.gone
  to   = aws_instance.other
}

check "health" {
  assert {
    condition     = true
    error_message = "never"
  }
}

ephemeral "aws_secretsmanager_secret_version" "db" {
  secret_id = "db"
}

import {
  for_each = toset(["a"])
  to       = aws_sqs_queue.many[each.key]
  id       = each.key
}

module "with_a_name" {
  source       = "./m"
  renamed_from = "x"
}
