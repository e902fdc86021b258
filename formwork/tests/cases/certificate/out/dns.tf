# Generated from stack.toml by formwork; edit that file.

resource "aws_route53_record" "load_balancer" {
  for_each = toset(["www.brand.example"])

  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = each.key
  type    = "A"

  alias {
    name                   = aws_lb.main.dns_name
    zone_id                = aws_lb.main.zone_id
    evaluate_target_health = true
  }
}
