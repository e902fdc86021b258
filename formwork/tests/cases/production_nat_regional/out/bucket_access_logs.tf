# Generated from stack.toml by formwork; edit that file.

# Access logs: Names of buckets are shared by all of AWS, so AWS completes this one.
resource "aws_s3_bucket" "access_logs" {
  bucket_prefix = "shop-log-"
  force_destroy = false
}

resource "aws_s3_bucket_public_access_block" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# No access control lists: policies alone decide.
resource "aws_s3_bucket_ownership_controls" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id

  rule {
    # A key that a client sends along is in no account: who loses it loses the object, and who steals rights
    # can lock objects up with it.
    blocked_encryption_types = ["SSE-C"]

    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# Access logs: versioning
resource "aws_s3_bucket_versioning" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id

  versioning_configuration {
    status = "Enabled"
  }
}

# Access logs: expire
resource "aws_s3_bucket_lifecycle_configuration" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id

  rule {
    id     = "expire load-balancer/"
    status = "Enabled"

    filter {
      prefix = "load-balancer/"
    }

    expiration {
      days = 30
    }

    # In a versioned bucket the expiration only hides an object; a day later it is gone.
    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  # What hid a version that is gone. S3 takes this in a rule of its own only.
  rule {
    id     = "remove delete markers load-balancer/"
    status = "Enabled"

    filter {
      prefix = "load-balancer/"
    }

    expiration {
      expired_object_delete_marker = true
    }
  }

  rule {
    id     = "expire buckets/"
    status = "Enabled"

    filter {
      prefix = "buckets/"
    }

    expiration {
      days = 30
    }

    # In a versioned bucket the expiration only hides an object; a day later it is gone.
    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  # What hid a version that is gone. S3 takes this in a rule of its own only.
  rule {
    id     = "remove delete markers buckets/"
    status = "Enabled"

    filter {
      prefix = "buckets/"
    }

    expiration {
      expired_object_delete_marker = true
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

  depends_on = [aws_s3_bucket_versioning.access_logs]
}

resource "aws_s3_bucket_policy" "access_logs" {
  bucket = aws_s3_bucket.access_logs.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.access_logs.arn, "${aws_s3_bucket.access_logs.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      # The load balancer.
      {
        Sid       = "AllowLoadBalancer"
        Effect    = "Allow"
        Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.access_logs.arn}/load-balancer/AWSLogs/${aws_vpc.main.owner_id}/*"
      },
    ]
  })

  # S3 refuses two changes of a bucket's access at once.
  depends_on = [aws_s3_bucket_public_access_block.access_logs]
}

# Every change becomes an event that a rule can pick up, a scan for malware say. Costs nothing.
resource "aws_s3_bucket_notification" "access_logs" {
  bucket      = aws_s3_bucket.access_logs.id
  eventbridge = true
}
