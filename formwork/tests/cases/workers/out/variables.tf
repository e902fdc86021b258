# Generated from stack.toml by formwork; edit that file.

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/atlas:1.0"
  nullable    = false
}

# [worker.archive] image
variable "archive_image" {
  description = "Image of the archive container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/archive:1.0"
  nullable    = false
}

# [worker.indexer] image
variable "indexer_image" {
  description = "Image of the indexer container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/indexer:1.0"
  nullable    = false
}

# [worker.mailer] image
variable "mailer_image" {
  description = "Image of the mailer container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/atlas-worker:1.0"
  nullable    = false
}

# [worker.thumbnails] image
variable "thumbnails_image" {
  description = "Image of the thumbnails container, with a tag or a digest."
  type        = string
  default     = "ghcr.io/acme/thumbnails:1.0"
  nullable    = false
}
