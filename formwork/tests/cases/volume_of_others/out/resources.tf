# Generated from stack.toml by formwork; edit that file.

resource "aws_efs_file_system" "data" {
  encrypted = true
}

resource "aws_security_group" "data" {
  name_prefix = "wiki-data-"
  vpc_id      = aws_vpc.main.id
}
