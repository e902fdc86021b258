# Generated from stack.toml by formwork; edit that file.

# [provider]
provider "aws" {
  region = "us-east-1"
}
