# Generated from stack.toml by formwork; edit that file.

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/wiki:1.0"
  nullable    = false

  # The task execution role may pull from this repository alone.
  validation {
    condition     = startswith(var.web_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/wiki:") || startswith(var.web_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/wiki@")
    error_message = "The image must lie in 123456789012.dkr.ecr.us-east-1.amazonaws.com/wiki; for another repository, edit service.web.image in stack.toml."
  }
}

# [worker.convert] image
variable "convert_image" {
  description = "Image of the convert container, with a tag or a digest."
  type        = string
  default     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/convert:1.0"
  nullable    = false

  # The task execution role may pull from this repository alone.
  validation {
    condition     = startswith(var.convert_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/convert:") || startswith(var.convert_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/convert@")
    error_message = "The image must lie in 123456789012.dkr.ecr.us-east-1.amazonaws.com/convert; for another repository, edit worker.convert.image in stack.toml."
  }
}

# [job.tidy] image
variable "tidy_image" {
  description = "Image of the tidy container, with a tag or a digest."
  type        = string
  default     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/tidy:1.0"
  nullable    = false

  # The task execution role may pull from this repository alone.
  validation {
    condition     = startswith(var.tidy_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/tidy:") || startswith(var.tidy_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/tidy@")
    error_message = "The image must lie in 123456789012.dkr.ecr.us-east-1.amazonaws.com/tidy; for another repository, edit job.tidy.image in stack.toml."
  }
}
