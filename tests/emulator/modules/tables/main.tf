terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "tables" {
  type = map(object({
    hash_key = string
    indexes  = optional(map(string), {})
  }))
  default = {
    carts  = { hash_key = "id", indexes = { by_owner = "owner" } }
    visits = { hash_key = "day" }
  }
}

resource "aws_dynamodb_table" "main" {
  for_each = var.tables

  name         = "shop-${each.key}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = each.value.hash_key

  dynamic "attribute" {
    for_each = toset(concat([each.value.hash_key], values(each.value.indexes)))

    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = each.value.indexes

    content {
      name            = global_secondary_index.key
      hash_key        = global_secondary_index.value
      projection_type = "ALL"
    }
  }

  point_in_time_recovery {
    enabled = true
  }
}
