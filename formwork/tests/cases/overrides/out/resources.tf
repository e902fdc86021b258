# Generated from stack.toml by formwork; edit that file.

resource "aws_security_group" "extra" {
  name_prefix = "extra-"
  vpc_id      = aws_vpc.main.id
}
