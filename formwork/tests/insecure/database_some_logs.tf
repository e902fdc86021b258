resource "aws_db_instance" "orders" {
  identifier                  = "shop-orders"
  engine                      = "postgres"
  engine_version              = "17"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "postgres"
  manage_master_user_password = true
  multi_az                    = true
  storage_encrypted           = true
  backup_retention_period     = 7
  deletion_protection         = true
  skip_final_snapshot         = false
  final_snapshot_identifier   = "shop-orders"
  publicly_accessible         = false

  enabled_cloudwatch_logs_exports = ["upgrade"]
}
