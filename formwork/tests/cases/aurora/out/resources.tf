# Generated from stack.toml by formwork; edit that file.

resource "aws_kms_key" "data" {
  enable_key_rotation = true
}
