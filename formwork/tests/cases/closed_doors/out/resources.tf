# Generated from stack.toml by formwork; edit that file.

resource "aws_iam_role_policy" "web_exec" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["xray:PutTraceSegments"], Resource = "*" }] })
  role   = aws_iam_role.web_task.id
}

resource "aws_security_group" "admin" {
  name_prefix = "admin-"
  vpc_id      = aws_vpc.main.id

  ingress {
    cidr_blocks = ["10.0.0.0/16"]
    from_port   = 443
    protocol    = "tcp"
    to_port     = 443
  }
}

resource "aws_vpc_security_group_egress_rule" "web_to_ledger" {
  cidr_ipv4         = var.ledger_network
  from_port         = 5432
  ip_protocol       = "tcp"
  security_group_id = aws_security_group.web_tasks.id
  to_port           = 5432
}

resource "aws_vpc_security_group_ingress_rule" "second_office" {
  cidr_ipv4         = "198.51.100.0/29"
  from_port         = 443
  ip_protocol       = "tcp"
  security_group_id = aws_security_group.load_balancer.id
  to_port           = 443
}
