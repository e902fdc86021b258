# Generated from stack.toml by formwork; edit that file.

# [secret.signing] Its value is in no file of Terraform's: the output `signing_secret_command` sets it.
resource "aws_secretsmanager_secret" "signing" {
  # AWS completes the name, since one that was deleted stays taken for a while.
  name_prefix             = "orders-staging/signing-"
  description             = "Secret signing, set from outside"
  recovery_window_in_days = 0
}
