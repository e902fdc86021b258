# Generated from stack.toml by formwork; edit that file.

# [domain] name
resource "aws_acm_certificate" "main" {
  domain_name       = "shop.acme.example"
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# The keys are the names themselves, known before the certificate is: a plan needs them.
resource "aws_route53_record" "certificate_validation" {
  for_each = toset(["shop.acme.example"])

  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = one([for option in aws_acm_certificate.main.domain_validation_options : option.resource_record_name if option.domain_name == each.key])
  type    = one([for option in aws_acm_certificate.main.domain_validation_options : option.resource_record_type if option.domain_name == each.key])
  records = [one([for option in aws_acm_certificate.main.domain_validation_options : option.resource_record_value if option.domain_name == each.key])]
  ttl     = 60

  # A wildcard and its own domain are proven by one and the same record.
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "main" {
  certificate_arn         = aws_acm_certificate.main.arn
  validation_record_fqdns = [for record in aws_route53_record.certificate_validation : record.fqdn]
}

resource "aws_route53_record" "load_balancer" {
  for_each = toset(["shop.acme.example"])

  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = each.key
  type    = "A"

  alias {
    name                   = aws_lb.main.dns_name
    zone_id                = aws_lb.main.zone_id
    evaluate_target_health = true
  }
}
