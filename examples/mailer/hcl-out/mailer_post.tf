# Generated from stack.toml by formwork; edit that file.

# [mailer.post] SES takes the domain for ours as soon as it finds the records of DKIM.
resource "aws_sesv2_email_identity" "post" {
  email_identity = "mail.acme.example"

  dkim_signing_attributes {
    next_signing_key_length = "RSA_2048_BIT"
  }
}

# SES makes three keys, of which it uses one while it replaces another.
resource "aws_route53_record" "post_dkim" {
  count = 3

  zone_id = aws_route53_zone.main.zone_id
  name    = "${aws_sesv2_email_identity.post.dkim_signing_attributes[0].tokens[count.index]}._domainkey.mail.acme.example"
  type    = "CNAME"
  ttl     = 1800
  records = ["${aws_sesv2_email_identity.post.dkim_signing_attributes[0].tokens[count.index]}.dkim.amazonses.com"]
}

# What receivers do with mails that are not signed so.
resource "aws_route53_record" "post_dmarc" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "_dmarc.mail.acme.example"
  type    = "TXT"
  ttl     = 1800
  records = ["v=DMARC1; p=quarantine"]
}
