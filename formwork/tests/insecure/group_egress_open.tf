resource "aws_security_group" "open" {
  name        = "open"
  description = "Open"
  vpc_id      = "vpc-0123456789abcdef0"

  egress {
    description = "out"
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
