# Generated from stack.toml by formwork; edit that file.

# By it AWS believes what GitHub says of a workflow, without a key. An account can have one: where
# another stack made it, `github_provider_arn` names it.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
