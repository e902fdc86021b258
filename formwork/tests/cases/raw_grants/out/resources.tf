# Generated from stack.toml by formwork; edit that file.

resource "aws_db_instance" "ledger" {
  allocated_storage           = 20
  db_name                     = "ledger"
  db_subnet_group_name        = aws_db_subnet_group.ledger.name
  engine                      = "postgres"
  engine_version              = "15"
  instance_class              = "db.t4g.micro"
  manage_master_user_password = true
  port                        = 5433
  skip_final_snapshot         = true
  storage_encrypted           = true
  username                    = "postgres"
  vpc_security_group_ids      = [aws_security_group.ledger.id]
}

resource "aws_db_subnet_group" "ledger" {
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_dynamodb_table" "carts" {
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  name             = "acme-carts"
  stream_enabled   = true
  stream_view_type = "KEYS_ONLY"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_s3_bucket" "old" {
  bucket = "acme-old"
}

resource "aws_s3_bucket_public_access_block" "old" {
  block_public_acls       = true
  block_public_policy     = true
  bucket                  = aws_s3_bucket.old.id
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_secretsmanager_secret" "stripe" {
  name = "acme/stripe"
}

resource "aws_security_group" "ledger" {
  name_prefix = "ledger-"
  vpc_id      = aws_vpc.main.id
}

resource "aws_sns_topic" "news" {
  fifo_topic        = true
  kms_master_key_id = "alias/aws/sns"
  name              = "acme-news.fifo"
}

resource "aws_sqs_queue" "parcels" {
  fifo_queue                 = true
  name                       = "acme-parcels.fifo"
  visibility_timeout_seconds = 120
}
