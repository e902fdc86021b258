# Generated from stack.toml by formwork; edit that file.

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/web:1.0"
  nullable    = false
}

# [job.nightly] image
variable "nightly_image" {
  description = "Image of the nightly container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/web:1.0"
  nullable    = false
}

# [job.sync_prices] image
variable "sync_prices_image" {
  description = "Image of the sync_prices container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/web:1.0"
  nullable    = false
}

# [task.migrate] image
variable "migrate_image" {
  description = "Image of the migrate container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/web:1.0"
  nullable    = false
}
