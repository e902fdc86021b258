# Generated from stack.toml by formwork; edit that file.

# [secret.sentry] Its value is in no file of Terraform's: the output `sentry_secret_command` sets it.
resource "aws_ssm_parameter" "sentry" {
  name        = "/shop/sentry"
  description = "Secret sentry, set from outside"
  type        = "SecureString"

  # What stands here until then is written once, and never read back: what people set stays.
  value_wo         = "not set yet"
  value_wo_version = 1
}
