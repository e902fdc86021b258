provider "aws" {
  region  = var.region
  profile = "acme"
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

resource "aws_instance" "web" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t4g.micro"
  user_data     = file("${path.module}/user_data.sh")

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted = true
  }

  provisioner "local-exec" {
    command = "echo made"
  }
}

check "health" {
  assert {
    condition     = aws_instance.web.arn != ""
    error_message = "There is no instance."
  }
}
