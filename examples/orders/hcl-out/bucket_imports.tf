# Generated from stack.toml by formwork; edit that file.

# [bucket.imports] Names of buckets are shared by all of AWS, so AWS completes this one.
resource "aws_s3_bucket" "imports" {
  bucket_prefix = "orders-imports-"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "imports" {
  bucket = aws_s3_bucket.imports.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# No access control lists: policies alone decide.
resource "aws_s3_bucket_ownership_controls" "imports" {
  bucket = aws_s3_bucket.imports.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "imports" {
  bucket = aws_s3_bucket.imports.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# [bucket.imports] versioning
resource "aws_s3_bucket_versioning" "imports" {
  bucket = aws_s3_bucket.imports.id

  versioning_configuration {
    status = "Enabled"
  }
}

# [bucket.imports] expire
resource "aws_s3_bucket_lifecycle_configuration" "imports" {
  bucket = aws_s3_bucket.imports.id

  # noncurrent_days: what was overwritten or deleted stays for so long, and then what hid it goes too.
  rule {
    id     = "remove old versions"
    status = "Enabled"

    filter {}

    expiration {
      expired_object_delete_marker = true
    }

    noncurrent_version_expiration {
      noncurrent_days = 90
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

  depends_on = [aws_s3_bucket_versioning.imports]
}

resource "aws_s3_bucket_policy" "imports" {
  bucket = aws_s3_bucket.imports.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.imports.arn, "${aws_s3_bucket.imports.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  # S3 refuses two changes of a bucket's access at once.
  depends_on = [aws_s3_bucket_public_access_block.imports]
}

# [bucket.imports] events: S3 asks each queue at once whether it lets it in.
resource "aws_s3_bucket_notification" "imports" {
  bucket = aws_s3_bucket.imports.id

  queue {
    queue_arn     = aws_sqs_queue.price_lists.arn
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "prices/"
  }

  depends_on = [aws_sqs_queue_policy.price_lists]
}
