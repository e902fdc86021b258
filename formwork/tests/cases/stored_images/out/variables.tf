# Generated from stack.toml by formwork; edit that file.

# [service.api] image
variable "api_image" {
  description = "Image of the api container, with a tag or a digest. Without one it is 1.0 of repository api."
  type        = string
  default     = null
}

# [worker.mailer] image
variable "mailer_image" {
  description = "Image of the mailer container, with a tag or a digest. Without one it is mailer-2026.11 of repository base."
  type        = string
  default     = null
}

# [task.report] image
variable "report_image" {
  description = "Image of the report container, with a tag or a digest."
  type        = string
  default     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/report:1.0"
  nullable    = false

  # The task execution role may pull from this repository alone.
  validation {
    condition     = startswith(var.report_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/report:") || startswith(var.report_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/report@")
    error_message = "The image must lie in 123456789012.dkr.ecr.us-east-1.amazonaws.com/report; for another repository, edit task.report.image in stack.toml."
  }
}
