# Generated from stack.toml by formwork; edit that file.

# [service.admin] image
variable "admin_image" {
  description = "Image of the admin container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/admin:1.0"
  nullable    = false
}

# [service.prices] image
variable "prices_image" {
  description = "Image of the prices container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/prices:1.0"
  nullable    = false
}

# [service.rpc] image
variable "rpc_image" {
  description = "Image of the rpc container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/rpc:1.0"
  nullable    = false
}

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/web:1.0"
  nullable    = false
}
