# Generated from stack.toml by formwork; edit that file.

# [network]
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = {
    Name = "register"
  }
}

# AWS gives every VPC a security group that lets its members talk to each other and to the world.
# Nothing uses it; declared without rules, it has none.
resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "register-default-unused"
  }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "register"
  }
}

# [network] public_subnets: the load balancer and what leads out, never a task or a database.
resource "aws_subnet" "public" {
  for_each = {
    eu-west-2a = "10.0.1.0/24"
    eu-west-2b = "10.0.2.0/24"
  }

  vpc_id            = aws_vpc.main.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name = "register-public-${each.key}"
  }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = "register-public"
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
    eu-west-2a = "10.0.10.0/24"
    eu-west-2b = "10.0.11.0/24"
  }

  vpc_id            = aws_vpc.main.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name = "register-private-${each.key}"
  }
}

resource "aws_route_table" "private" {
  for_each = aws_subnet.private

  vpc_id = aws_vpc.main.id

  tags = {
    Name = "register-private-${each.key}"
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
  service_name      = "com.amazonaws.eu-west-2.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  tags = {
    Name = "register-s3"
  }
}

# [network] nat_gateways = "none": only credentials of this account get through the endpoint, so that nobody carries data
# out with their own. What a role of this account may do, its own policies say. It is a resource of its own, since the
# provider keeps a `policy` that an endpoint no longer has.
resource "aws_vpc_endpoint_policy" "s3" {
  vpc_endpoint_id = aws_vpc_endpoint.s3.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "*"
        Resource  = "*"
        Condition = {
          StringEquals = { "aws:PrincipalAccount" = aws_vpc.main.owner_id }
        }
      },
      # Amazon ECR keeps the layers of images in this bucket of its own, and signs the requests for them.
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "arn:aws:s3:::prod-eu-west-2-starport-layer-bucket/*"
      },
    ]
  })
}

# [network] nat_gateways = "none": what Fargate needs to start a task and to write its logs, and
# the secrets that tasks read, come to the private subnets,
# and so does what grants reach; nothing else is reached.
resource "aws_security_group" "endpoints" {
  name_prefix = "register-endpoints-"
  description = "HTTPS from the tasks to the interface endpoints of AWS services"
  vpc_id      = aws_vpc.main.id

  tags = {
    Name = "register-endpoints"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = toset(["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm"])

  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-2.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  private_dns_enabled = true

  tags = {
    Name = "register-${each.key}"
  }
}
