# Generated from stack.toml by formwork; edit that file.

# [table.carts] AWS encrypts it with a key of its own, which costs nothing.
resource "aws_dynamodb_table" "carts" {
  name         = "shop-carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  deletion_protection_enabled = false

  attribute {
    name = "id"
    type = "S"
  }

  # Any second of the last 35 days can be had back, as a new table.
  point_in_time_recovery {
    enabled = true
  }
}
