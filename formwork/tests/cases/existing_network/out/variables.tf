# Generated from stack.toml by formwork; edit that file.

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/web:1.0"
  nullable    = false
}

# [worker.mailer] image
variable "mailer_image" {
  description = "Image of the mailer container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/mailer:1.0"
  nullable    = false
}

# [job.nightly] image
variable "nightly_image" {
  description = "Image of the nightly container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/nightly:1.0"
  nullable    = false
}

# [task.migrate] image
variable "migrate_image" {
  description = "Image of the migrate container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/migrate:1.0"
  nullable    = false
}
