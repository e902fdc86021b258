resource "aws_security_group_rule" "database" {
  type              = "ingress"
  description       = "in"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = "sg-0123456789abcdef0"
}
