# Generated from stack.toml by formwork; edit that file.

# [repository.images] push_from
resource "aws_iam_role" "images_push" {
  name        = "shop-images-push"
  description = "Pushes images from GitHub"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:acme/web:ref:refs/heads/main"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "images_push" {
  name = "push"
  role = aws_iam_role.images_push.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ]
        Resource = "arn:aws:ecr:us-east-1:${aws_vpc.main.owner_id}:repository/acme/web"
      },
      # The registry's token: AWS knows no narrower resource for it.
      {
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
    ]
  })
}

output "images_push_role_arn" {
  description = "Role that workflows of GitHub assume to push to repository images."
  value       = aws_iam_role.images_push.arn
}
