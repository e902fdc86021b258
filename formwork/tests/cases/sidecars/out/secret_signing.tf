# Generated from stack.toml by formwork; edit that file.

# [secret.signing] Its value is in no file of Terraform's: the output `signing_secret_command` sets it.
resource "aws_ssm_parameter" "signing" {
  name        = "/register/signing"
  description = "Secret signing, set from outside"
  type        = "SecureString"

  # What stands here until then is written once, and never read back: what people set stays.
  value_wo         = "not set yet"
  value_wo_version = 1
}
