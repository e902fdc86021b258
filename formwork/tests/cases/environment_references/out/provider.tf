# Generated from stack.toml by formwork; edit that file.

# [provider]
provider "aws" {
  region = "us-east-1"

  # Every resource that takes tags gets these.
  default_tags {
    tags = {
      Environment = "development"
      ManagedBy   = "terraform"
      Project     = "shop"
      owner       = var.owner
      team        = "shop"
    }
  }
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"

  default_tags {
    tags = {
      Environment = "development"
      ManagedBy   = "terraform"
      Project     = "shop"
      owner       = var.owner
      team        = "shop"
    }
  }
}
