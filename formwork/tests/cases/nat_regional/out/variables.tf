# Generated from stack.toml by formwork; edit that file.

# [worker.mailer] image
variable "mailer_image" {
  description = "Image of the mailer container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/mailer:1.0"
  nullable    = false
}
