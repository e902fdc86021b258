# Generated from stack.toml by formwork; edit that file.

# [terraform]
terraform {
  required_version = ">= 1.10.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.66"
    }
  }

  backend "local" {}
}
