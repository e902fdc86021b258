# Generated from stack.toml by formwork; edit that file.

resource "aws_route53_record" "load_balancer" {
  for_each = toset(["shop.acme.example", "rpc.shop.acme.example"])

  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = each.key
  type    = "A"

  alias {
    name                   = "shared-1234567890.us-east-1.elb.amazonaws.com"
    zone_id                = "Z35SXDOTRQ7X7K"
    evaluate_target_health = true
  }
}
