# Generated from stack.toml by formwork; edit that file.

# [network.existing] Others have made these. Nothing here changes them, and a plan does not ask for them.
locals {
  vpc_id             = "vpc-0123456789abcdef0"
  private_subnet_ids = ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]

  # The account of the stack owns what it makes.
  account_id = aws_security_group.admin_tasks.owner_id
}
