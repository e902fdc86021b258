# Generated from stack.toml by formwork; edit that file.

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "nginx:1.29"
  nullable    = false
}

# [worker.reports] image
variable "reports_image" {
  description = "Image of the reports container, with a tag or a digest."
  type        = string
  default     = "nginx:1.29"
  nullable    = false
}
