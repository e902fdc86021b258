# Generated from stack.toml by formwork; edit that file.

# [bucket.greetings] Names of buckets are shared by all of AWS, so AWS completes this one.
resource "aws_s3_bucket" "greetings" {
  bucket_prefix = "hello-greetings-"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "greetings" {
  bucket = aws_s3_bucket.greetings.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# No access control lists: policies alone decide.
resource "aws_s3_bucket_ownership_controls" "greetings" {
  bucket = aws_s3_bucket.greetings.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "greetings" {
  bucket = aws_s3_bucket.greetings.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# [bucket.greetings] versioning
resource "aws_s3_bucket_versioning" "greetings" {
  bucket = aws_s3_bucket.greetings.id

  versioning_configuration {
    status = "Enabled"
  }
}

# [bucket.greetings] expire
resource "aws_s3_bucket_lifecycle_configuration" "greetings" {
  bucket = aws_s3_bucket.greetings.id

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

  depends_on = [aws_s3_bucket_versioning.greetings]
}

resource "aws_s3_bucket_policy" "greetings" {
  bucket = aws_s3_bucket.greetings.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.greetings.arn, "${aws_s3_bucket.greetings.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  # S3 refuses two changes of a bucket's access at once.
  depends_on = [aws_s3_bucket_public_access_block.greetings]
}
