# Generated from stack.toml by formwork; edit that file.

resource "aws_s3_bucket_inventory" "papers" {
  bucket                   = aws_s3_bucket.papers.id
  included_object_versions = "Current"
  name                     = "weekly"

  destination {
    bucket {
      bucket_arn = aws_s3_bucket.papers.arn
      format     = "CSV"
    }
  }

  dynamic "filter" {
    for_each = slice(var.prefixes, 0, 1)
    iterator = start

    content {
      prefix = start.value
    }
  }

  schedule {
    frequency = "Weekly"
  }
}

resource "aws_sns_topic" "mirror" {
  provider = aws.ireland

  kms_master_key_id = "alias/aws/sns"
  name              = "shop-mirror"
}
