# Generated from stack.toml by formwork; edit that file.

locals {
  is_inside = cidrcontains(aws_vpc.main.cidr_block, "10.0.1.0/24")
}
