# Generated from stack.toml by formwork; edit that file.

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "nginx:1.29"
  nullable    = false
}

# [worker.letters] image
variable "letters_image" {
  description = "Image of the letters container, with a tag or a digest."
  type        = string
  default     = "nginx:1.29"
  nullable    = false
}

# [job.nightly_report] image
variable "nightly_report_image" {
  description = "Image of the nightly_report container, with a tag or a digest."
  type        = string
  default     = "nginx:1.29"
  nullable    = false
}

# [task.migrate] image
variable "migrate_image" {
  description = "Image of the migrate container, with a tag or a digest."
  type        = string
  default     = "nginx:1.29"
  nullable    = false
}
