# Generated from stack.toml by formwork; edit that file.

# [secret.paypal] Its value is in no file of Terraform's: the output `paypal_secret_command` sets it.
resource "aws_ssm_parameter" "paypal" {
  name        = "/shop/paypal"
  description = "Secret paypal, set from outside"
  type        = "SecureString"

  # What stands here until then is written once, and never read back: what people set stays.
  value_wo         = "not set yet"
  value_wo_version = 1
}
