# Generated from stack.toml by formwork; edit that file.

data "aws_iam_policy_document" "mails" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.mails.arn]

    principals {
      identifiers = ["events.amazonaws.com"]
      type        = "Service"
    }
  }
}
