# Generated from stack.toml by formwork; edit that file.

# [provider]
provider "aws" {
  region = "us-east-1"

  # Every resource that takes tags gets these.
  default_tags {
    tags = {
      Environment = "production"
      ManagedBy   = "terraform"
      Project     = "shop"
    }
  }
}
