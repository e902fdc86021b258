# Generated from stack.toml by formwork; edit that file.

# [provider]
provider "aws" {
  region = "us-east-1"

  # With the credentials of another account Terraform refuses to act.
  allowed_account_ids = ["123456789012"]

  assume_role {
    role_arn = "arn:aws:iam::123456789012:role/deploy"
  }

  # Every resource that takes tags gets these.
  default_tags {
    tags = {
      Environment = "eu"
      owner       = "team-a"
      project     = "shop"
      stage       = "production"
    }
  }
}
