terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

# Its value is set by hand.
resource "aws_secretsmanager_secret" "stripe" {
  name_prefix             = "shop/stripe-"
  description             = "Secret stripe, set from outside"
  recovery_window_in_days = 0
}

# This one has a name of its own.
resource "aws_secretsmanager_secret" "mail" {
  name = "mail"
}

output "stripe" {
  value = aws_secretsmanager_secret.stripe.arn
}
