resource "aws_rds_cluster" "orders" {
  cluster_identifier          = "shop-orders"
  engine                      = "aurora-postgresql"
  master_username             = "postgres"
  manage_master_user_password = true
  storage_encrypted           = false
  backup_retention_period     = 1
  skip_final_snapshot         = true
}
