# Generated from stack.toml by formwork; edit that file.

resource "aws_db_instance" "old" {
  allocated_storage               = 20
  auto_minor_version_upgrade      = true
  backup_retention_period         = 7
  db_name                         = "old"
  db_subnet_group_name            = aws_db_subnet_group.old.name
  enabled_cloudwatch_logs_exports = ["error"]
  engine                          = "mysql"
  engine_version                  = "8.0"
  identifier                      = "shop-old"
  instance_class                  = "db.t4g.small"
  manage_master_user_password     = true
  skip_final_snapshot             = true
  storage_encrypted               = true
  username                        = "admin"
  vpc_security_group_ids          = [aws_security_group.old.id]
}

resource "aws_db_subnet_group" "old" {
  name       = "shop-old"
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_security_group" "old" {
  name_prefix = "shop-old-"
  vpc_id      = aws_vpc.main.id
}
