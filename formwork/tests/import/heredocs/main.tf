provider "aws" {
  region = "eu-west-1"
}

variable "names" {
  type    = list(string)
  default = ["a", "b"]
}

resource "aws_iam_policy" "plain" {
  name   = "plain"
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme/$${aws:username}/*"}]
}
EOF
}

resource "aws_iam_policy" "indented" {
  name = "indented"
  policy = <<-POLICY
    {
      "Version": "2012-10-17",

      "Statement": [
        %{for index, name in var.names}
        ${index > 0 ? "," : ""}{"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:${name}"}
        %{endfor}
      ]
    }
  POLICY
}

locals {
  stripped = <<-EOT
    %{for name in var.names~}
    server ${name};
    %{endfor~}
  EOT

  quotes = <<EOT
It's '''quoted''' and "so is \n this", 100 %.
	a tab
EOT

  in_call = base64encode(<<-EOT
    #!/bin/bash
    echo "${join(" ", var.names)}" > /etc/motd
      # more
    EOT
  )

  in_list = [<<EOT
one
EOT
    , "two"
  ]

  unicode = "é 漢 \u00e9 ${"x"}"
  crlf    = "a\r\nb"
  single  = "${var.names}"
  text    = "%{if length(var.names) > 1}many%{else}few%{endif}"
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["123456789012"]
    }
  }

  statement {
    sid       = "Second"
    effect    = "Deny"
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  description        = local.text
}
