# Generated from stack.toml by formwork; edit that file.

# [secret.postage] Its value is in no file of Terraform's: the output `postage_secret_command` sets it.
resource "aws_secretsmanager_secret" "postage" {
  # AWS completes the name, since one that was deleted stays taken for a while.
  name_prefix             = "shop/stamps-"
  description             = "Secret stamps, set from outside"
  recovery_window_in_days = 0
}
