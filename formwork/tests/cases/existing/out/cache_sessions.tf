# Generated from stack.toml by formwork; edit that file.

# [service.web] grants.sessions: it logs in with a token that IAM gives, and may do all but administer.
resource "aws_elasticache_user" "sessions_from_web" {
  user_id       = "shop-sessions-web"
  user_name     = "shop-sessions-web"
  engine        = "valkey"
  access_string = "on ~* &* +@all -@admin -@dangerous +info"

  authentication_mode {
    type = "iam"
  }

  # The group lets go of a user before that is deleted.
  lifecycle {
    create_before_destroy = true
  }
}

# [worker.mailer] grants.sessions: it logs in with a token that IAM gives, and may do all but administer.
resource "aws_elasticache_user" "sessions_from_mailer" {
  user_id       = "shop-sessions-mailer"
  user_name     = "shop-sessions-mailer"
  engine        = "valkey"
  access_string = "on ~* &* +@all -@admin -@dangerous +info"

  authentication_mode {
    type = "iam"
  }

  # The group lets go of a user before that is deleted.
  lifecycle {
    create_before_destroy = true
  }
}

# [cache.sessions] existing: the group is that of others, whose Terraform has to ignore changes of its `user_ids`.
resource "aws_elasticache_user_group_association" "sessions_from_web" {
  user_group_id = "sessions-prod"
  user_id       = aws_elasticache_user.sessions_from_web.user_id
}

# [cache.sessions] existing: the group is that of others, whose Terraform has to ignore changes of its `user_ids`.
resource "aws_elasticache_user_group_association" "sessions_from_mailer" {
  user_group_id = "sessions-prod"
  user_id       = aws_elasticache_user.sessions_from_mailer.user_id
}
