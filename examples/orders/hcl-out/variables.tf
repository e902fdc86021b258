# Generated from stack.toml by formwork; edit that file.

# [service.api] image
variable "api_image" {
  description = "Image of the api container, with a tag or a digest. Without one it is 1.0 of repository shop."
  type        = string
  default     = null
}

# [service.pricing] image
variable "pricing_image" {
  description = "Image of the pricing container, with a tag or a digest. Without one it is 1.0 of repository shop."
  type        = string
  default     = null
}

# [worker.mailer] image
variable "mailer_image" {
  description = "Image of the mailer container, with a tag or a digest. Without one it is 1.0 of repository shop."
  type        = string
  default     = null
}

# [job.nightly] image
variable "nightly_image" {
  description = "Image of the nightly container, with a tag or a digest. Without one it is 1.0 of repository shop."
  type        = string
  default     = null
}

# [task.migrate] image
variable "migrate_image" {
  description = "Image of the migrate container, with a tag or a digest. Without one it is 1.0 of repository shop."
  type        = string
  default     = null
}
