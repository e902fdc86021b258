provider "aws" {
  region = "eu-west-1"
}

data "aws_region" "current" {}

data "aws_vpc" "main" {
  tags = { Name = "main" }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.main.id]
  }

  filter {
    name   = "tag:Tier"
    values = ["private"]
  }
}

data "aws_subnet" "private" {
  for_each = toset(data.aws_subnets.private.ids)
  id       = each.value

  lifecycle {
    postcondition {
      condition     = self.available_ip_address_count > 10
      error_message = "The subnet ${self.id} is full."
    }
  }
}

data "terraform_remote_state" "network" {
  backend = "s3"

  config = {
    bucket = "acme-terraform-state"
    key    = "network.tfstate"
    region = "eu-west-1"
  }
}

resource "aws_db_subnet_group" "main" {
  name       = "main"
  subnet_ids = [for subnet in data.aws_subnet.private : subnet.id]
}

resource "aws_db_instance" "main" {
  identifier                  = "main"
  engine                      = "postgres"
  engine_version              = "16"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "app"
  manage_master_user_password = true
  db_subnet_group_name        = aws_db_subnet_group.main.name
  skip_final_snapshot         = true
  vpc_security_group_ids      = [data.terraform_remote_state.network.outputs.database_group]

  timeouts {
    create = "60m"
  }
}

output "endpoint" {
  value      = aws_db_instance.main.endpoint
  depends_on = [aws_db_subnet_group.main]
}
