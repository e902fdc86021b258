resource "aws_subnet" "private" {
  vpc_id                          = "vpc-0123456789abcdef0"
  cidr_block                      = "10.0.10.0/24"
  ipv6_cidr_block                 = "2001:db8:0:1::/64"
  assign_ipv6_address_on_creation = true
}
