# Generated from stack.toml by formwork; edit that file.

# [provider]
provider "aws" {
  region = "us-east-1"

  # [provider] offline = true: plans without an AWS account and cannot deploy. AWS refuses these
  # keys, and the skips only keep Terraform from asking about them.
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_requesting_account_id  = true

  # Every resource that takes tags gets these.
  default_tags {
    tags = {
      Environment = "development"
      ManagedBy   = "terraform"
      Project     = "brands"
    }
  }
}
