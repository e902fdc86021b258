# Generated from stack.toml by formwork; edit that file.

# [secret.datadog] Its value is in no file of Terraform's: the output `datadog_secret_command` sets it.
resource "aws_secretsmanager_secret" "datadog" {
  # AWS completes the name, since one that was deleted stays taken for a while.
  name_prefix             = "register/datadog-"
  description             = "Secret datadog, set from outside"
  recovery_window_in_days = 0
}
