# Generated from stack.toml by formwork; edit that file.

# [service.api] image
variable "api_image" {
  description = "Image of the api container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/api:1.0"
  nullable    = false
}

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/web:1.0"
  nullable    = false
}
