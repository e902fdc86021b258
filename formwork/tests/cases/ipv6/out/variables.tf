# Generated from stack.toml by formwork; edit that file.

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1.0"
  nullable    = false

  # The task execution role may pull from this repository alone.
  validation {
    condition     = startswith(var.web_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:") || startswith(var.web_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/web@")
    error_message = "The image must lie in 123456789012.dkr.ecr.us-east-1.amazonaws.com/web; for another repository, edit service.web.image in stack.toml."
  }
}
