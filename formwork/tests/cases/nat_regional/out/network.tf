# Generated from stack.toml by formwork; edit that file.

# [network]
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = {
    Name = "mails"
  }
}

# AWS gives every VPC a security group that lets its members talk to each other and to the world.
# Nothing uses it; declared without rules, it has none.
resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "mails-default-unused"
  }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "mails"
  }
}

# [network] private_subnets: tasks and databases.
resource "aws_subnet" "private" {
  for_each = {
    us-east-1a = "10.0.10.0/24"
    us-east-1b = "10.0.11.0/24"
  }

  vpc_id            = aws_vpc.main.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name = "mails-private-${each.key}"
  }
}

resource "aws_route_table" "private" {
  for_each = aws_subnet.private

  vpc_id = aws_vpc.main.id

  tags = {
    Name = "mails-private-${each.key}"
  }
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}

# Costs nothing, and keeps objects and the layers of images off the NAT gateway.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.us-east-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  tags = {
    Name = "mails-s3"
  }
}

# [network] nat_gateways: one for all zones, which AWS extends to those with tasks. It takes the addresses too.
resource "aws_nat_gateway" "regional" {
  vpc_id            = aws_vpc.main.id
  availability_mode = "regional"

  tags = {
    Name = "mails"
  }

  # Without this, Terraform removes what is no longer wanted before it changes what used it. So the routes
  # lead elsewhere before the gateway goes.
  lifecycle {
    create_before_destroy = true
  }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_route" "private_nat" {
  for_each = aws_route_table.private

  route_table_id         = each.value.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.regional.id

  # The way out stays until tasks have another one.
  lifecycle {
    create_before_destroy = true
  }
}
