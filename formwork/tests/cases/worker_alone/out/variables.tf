# Generated from stack.toml by formwork; edit that file.

# [worker.mailer] image
variable "mailer_image" {
  description = "Image of the mailer container, with a tag or a digest."
  type        = string
  default     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/mailer:1.0"
  nullable    = false

  # The task execution role may pull from this repository alone.
  validation {
    condition     = startswith(var.mailer_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/mailer:") || startswith(var.mailer_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/mailer@")
    error_message = "The image must lie in 123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/mailer; for another repository, edit worker.mailer.image in stack.toml."
  }
}
