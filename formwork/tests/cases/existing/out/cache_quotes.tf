# Generated from stack.toml by formwork; edit that file.

# [worker.mailer] grants.quotes: it logs in with a token that IAM gives, and may do all but administer.
resource "aws_elasticache_user" "quotes_from_mailer" {
  user_id       = "shop-quotes-mailer"
  user_name     = "shop-quotes-mailer"
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

# [cache.quotes] existing: the group is that of others, whose Terraform has to ignore changes of its `user_ids`.
resource "aws_elasticache_user_group_association" "quotes_from_mailer" {
  user_group_id = aws_elasticache_user_group.quotes.user_group_id
  user_id       = aws_elasticache_user.quotes_from_mailer.user_id
}
