# Generated from stack.toml by formwork; edit that file.

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/shop:1.0"
  nullable    = false
}
