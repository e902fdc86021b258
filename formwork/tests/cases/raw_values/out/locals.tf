# Generated from stack.toml by formwork; edit that file.

locals {
  literal = "$${not} a template, 100 %"
  suffix  = "mails-${lower(terraform.workspace)}"
  weights = [0.5, 1.5, 2]
}
