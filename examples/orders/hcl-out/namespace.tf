# Generated from stack.toml by formwork; edit that file.

# [service.*] public, grants: the names by which services of ECS call each other.
resource "aws_service_discovery_http_namespace" "main" {
  name        = "orders"
  description = "Names of the services of orders"
}
