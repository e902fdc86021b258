# Generated from stack.toml by formwork; edit that file.

# [topic.news] The key is one of AWS's own, which costs nothing and lets in whoever may publish.
resource "aws_sns_topic" "news" {
  name              = "shop-news"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_policy" "news" {
  arn = aws_sns_topic.news.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyPlainHttp"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.news.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
