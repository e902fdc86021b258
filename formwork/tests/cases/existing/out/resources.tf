# Generated from stack.toml by formwork; edit that file.

resource "aws_db_subnet_group" "books" {
  name       = "shop-books"
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_elasticache_replication_group" "quotes" {
  at_rest_encryption_enabled = true
  description                = "Quotes"
  engine                     = "valkey"
  node_type                  = "cache.t4g.micro"
  num_cache_clusters         = 1
  port                       = 6380
  replication_group_id       = "quotes"
  security_group_ids         = [aws_security_group.books.id]
  subnet_group_name          = aws_elasticache_subnet_group.quotes.name
  transit_encryption_enabled = true
  user_group_ids             = [aws_elasticache_user_group.quotes.user_group_id]
}

resource "aws_elasticache_subnet_group" "quotes" {
  name       = "quotes"
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_elasticache_user_group" "quotes" {
  engine        = "valkey"
  user_group_id = "quotes"
  user_ids      = []

  lifecycle {
    ignore_changes = [user_ids]
  }
}

resource "aws_rds_cluster" "books" {
  backup_retention_period     = 7
  cluster_identifier          = "shop-books"
  database_name               = "books"
  db_subnet_group_name        = aws_db_subnet_group.books.name
  engine                      = "aurora-postgresql"
  engine_version              = "16.6"
  manage_master_user_password = true
  master_username             = "postgres"
  skip_final_snapshot         = true
  storage_encrypted           = true
  vpc_security_group_ids      = [aws_security_group.books.id]

  serverlessv2_scaling_configuration {
    max_capacity = 4
    min_capacity = 1
  }
}

resource "aws_security_group" "books" {
  name_prefix = "shop-books-"
  vpc_id      = aws_vpc.main.id
}
