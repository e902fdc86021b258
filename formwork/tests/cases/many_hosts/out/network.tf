# Generated from stack.toml by formwork; edit that file.

# [network]
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = {
    Name = "brands"
  }
}

# AWS gives every VPC a security group that lets its members talk to each other and to the world.
# Nothing uses it; declared without rules, it has none.
resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "brands-default-unused"
  }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "brands"
  }
}

# [network] public_subnets: the load balancer and what leads out, never a task or a database.
resource "aws_subnet" "public" {
  for_each = {
    us-east-1a = "10.0.1.0/24"
    us-east-1b = "10.0.2.0/24"
  }

  vpc_id            = aws_vpc.main.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name = "brands-public-${each.key}"
  }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "brands-public"
  }
}

resource "aws_route" "public_internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
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
    Name = "brands-private-${each.key}"
  }
}

resource "aws_route_table" "private" {
  for_each = aws_subnet.private

  vpc_id = aws_vpc.main.id

  tags = {
    Name = "brands-private-${each.key}"
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
    Name = "brands-s3"
  }
}

# [network] nat_gateways: one for all zones, the cheaper choice: the loss of its zone cuts all off.
resource "aws_eip" "nat" {
  for_each = toset(["us-east-1a"])

  domain = "vpc"

  tags = {
    Name = "brands-nat-${each.key}"
  }

  # A gateway that takes the place of another, in another subnet, cannot have the address of that one.
  lifecycle {
    create_before_destroy = true
    replace_triggered_by  = [aws_subnet.public[each.key].id]
  }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "main" {
  for_each = toset(["us-east-1a"])

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id

  tags = {
    Name = "brands-${each.key}"
  }

  # Without this, Terraform removes what is no longer wanted before it changes what used it. So the routes
  # of a zone lead elsewhere before its gateway goes.
  lifecycle {
    create_before_destroy = true
  }

  depends_on = [aws_route.public_internet, aws_route_table_association.public]
}

resource "aws_route" "private_nat" {
  for_each = aws_route_table.private

  route_table_id         = each.value.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main["us-east-1a"].id

  # The way out stays until tasks have another one.
  lifecycle {
    create_before_destroy = true
  }
}
