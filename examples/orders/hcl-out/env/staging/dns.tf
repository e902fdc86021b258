# Generated from stack.toml by formwork; edit that file.

# [domain] zone: the registrar must delegate it to the name servers of the output of that name;
# before that no certificate of it becomes valid.
resource "aws_route53_zone" "main" {
  name = "staging.shop.acme.example"
}

# [domain] name. The names are listed even if there is one alone: the provider takes a list that is
# left out for the one that the certificate has, and a name would never be dropped.
resource "aws_acm_certificate" "main" {
  domain_name               = "staging.shop.acme.example"
  subject_alternative_names = ["staging.shop.acme.example"]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# A domain and its wildcard are proven by one and the same record, so there is one for both. The keys
# are known before the certificate is: a plan needs them.
resource "aws_route53_record" "certificate_validation" {
  for_each = toset(["staging.shop.acme.example"])

  zone_id = aws_route53_zone.main.zone_id
  name    = [for option in aws_acm_certificate.main.domain_validation_options : option.resource_record_name if trimprefix(option.domain_name, "*.") == each.key][0]
  type    = [for option in aws_acm_certificate.main.domain_validation_options : option.resource_record_type if trimprefix(option.domain_name, "*.") == each.key][0]
  records = [[for option in aws_acm_certificate.main.domain_validation_options : option.resource_record_value if trimprefix(option.domain_name, "*.") == each.key][0]]
  ttl     = 60
}

resource "aws_acm_certificate_validation" "main" {
  certificate_arn         = aws_acm_certificate.main.arn
  validation_record_fqdns = [for record in aws_route53_record.certificate_validation : record.fqdn]
}

resource "aws_route53_record" "load_balancer" {
  for_each = toset(["staging.shop.acme.example"])

  zone_id = aws_route53_zone.main.zone_id
  name    = each.key
  type    = "A"

  alias {
    name                   = aws_lb.main.dns_name
    zone_id                = aws_lb.main.zone_id
    evaluate_target_health = true
  }
}
