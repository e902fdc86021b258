resource "aws_security_group" "open" {
  name        = "open"
  description = "Open"
  vpc_id      = "vpc-0123456789abcdef0"

  ingress {
    description = "in"
    protocol    = "tcp"
    from_port   = 3389
    to_port     = 3389
    cidr_blocks = ["0.0.0.0/0"]
  }
}
