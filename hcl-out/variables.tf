# Generated from stack.toml by formwork; edit that file.

# [service.api] image
variable "api_image" {
  description = "Image of the api container, with a tag or a digest."
  type        = string
  default     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/task-management-api:latest"
  nullable    = false

  # The task execution role may pull from this repository alone.
  validation {
    condition     = startswith(var.api_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/task-management-api:") || startswith(var.api_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/task-management-api@")
    error_message = "The image must lie in 123456789012.dkr.ecr.us-east-1.amazonaws.com/task-management-api; for another repository, edit service.api.image in stack.toml."
  }
}
