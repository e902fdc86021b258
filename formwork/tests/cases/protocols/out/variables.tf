# Generated from stack.toml by formwork; edit that file.

# [service.echo] image
variable "echo_image" {
  description = "Image of the echo container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/echo:1.0"
  nullable    = false
}

# [service.files] image
variable "files_image" {
  description = "Image of the files container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/files:1.0"
  nullable    = false
}

# [service.greeter] image
variable "greeter_image" {
  description = "Image of the greeter container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/greeter:1.0"
  nullable    = false
}
