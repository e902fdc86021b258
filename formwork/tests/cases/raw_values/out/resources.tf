# Generated from stack.toml by formwork; edit that file.

resource "aws_sns_topic" "mails" {
  kms_master_key_id = "alias/aws/sns"
  name              = "shop-${local.suffix}"
}

resource "aws_sns_topic_policy" "mails" {
  arn    = aws_sns_topic.mails.arn
  policy = data.aws_iam_policy_document.mails.json
}

resource "aws_sns_topic_subscription" "mails" {
  for_each = var.subscribers

  endpoint  = each.value.address
  protocol  = "email"
  topic_arn = aws_sns_topic.mails.arn
}
