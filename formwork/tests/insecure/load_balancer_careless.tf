resource "aws_lb" "main" {
  name    = "shop"
  subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}
