# Generated from stack.toml by formwork; edit that file.

# [bucket.papers] Names of buckets are shared by all of AWS, so AWS completes this one.
resource "aws_s3_bucket" "papers" {
  bucket_prefix = "shop-papers-"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "papers" {
  bucket = aws_s3_bucket.papers.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# No access control lists: policies alone decide.
resource "aws_s3_bucket_ownership_controls" "papers" {
  bucket = aws_s3_bucket.papers.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "papers" {
  bucket = aws_s3_bucket.papers.id

  rule {
    # A key that a client sends along is in no account: who loses it loses the object, and who steals rights
    # can lock objects up with it.
    blocked_encryption_types = ["SSE-C"]

    # S3 asks KMS once for many objects, which costs less.
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    }
  }
}

# [bucket.papers] expire
resource "aws_s3_bucket_lifecycle_configuration" "papers" {
  bucket = aws_s3_bucket.papers.id

  rule {
    id     = "expire old/"
    status = "Enabled"

    filter {
      prefix = "old/"
    }

    expiration {
      days = 3650
    }
  }

  rule {
    id     = "move drafts/"
    status = "Enabled"

    filter {
      prefix = "drafts/"
    }

    transition {
      days          = 1
      storage_class = "INTELLIGENT_TIERING"
    }
  }

  rule {
    id     = "move old/"
    status = "Enabled"

    filter {
      prefix = "old/"
    }

    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }

    transition {
      days          = 365
      storage_class = "GLACIER"
    }
  }

  # Parts of uploads that were never completed are paid for, and no listing shows them.
  rule {
    id     = "abort incomplete uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_policy" "papers" {
  bucket = aws_s3_bucket.papers.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.papers.arn, "${aws_s3_bucket.papers.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  # S3 refuses two changes of a bucket's access at once.
  depends_on = [aws_s3_bucket_public_access_block.papers]
}
