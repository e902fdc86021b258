# Generated from stack.toml by formwork; edit that file.

# [domain] zone: the registrar must delegate it to the name servers of the output of that name;
# before that no certificate of it becomes valid.
resource "aws_route53_zone" "main" {
  name = "acme.example"
}
