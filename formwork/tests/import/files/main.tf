provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_policy" "files" {
  for_each = fileset(path.module, "policies/*.json")

  name   = trimsuffix(basename(each.value), ".json")
  policy = file("${path.module}/${each.value}")
}

resource "aws_iam_policy" "relative" {
  name   = "relative"
  policy = templatefile("policies/read.json", { root = "x" })
}

resource "aws_ssm_parameter" "path" {
  name  = "/shop/path"
  type  = "String"
  value = "${path.module}/policies"
}

resource "aws_ssm_parameter" "other" {
  name  = "/shop/other"
  type  = "String"
  value = abspath(path.root)
}
