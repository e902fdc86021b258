# Generated from stack.toml by formwork; edit that file.

# [secret.stripe] Its value is in no file of Terraform's.
resource "aws_secretsmanager_secret" "stripe" {
  # AWS completes the name, since one that was deleted stays taken for a while.
  name_prefix             = "shop/stripe-"
  description             = "Secret stripe, set from outside"
  recovery_window_in_days = 0
}
