# Generated from stack.toml by formwork; edit that file.

# [service.search] image
variable "search_image" {
  description = "Image of the search container, with a tag or a digest."
  type        = string
  default     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/search:1.0"
  nullable    = false

  # The task execution role may pull from this repository alone.
  validation {
    condition     = startswith(var.search_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/search:") || startswith(var.search_image, "123456789012.dkr.ecr.us-east-1.amazonaws.com/search@")
    error_message = "The image must lie in 123456789012.dkr.ecr.us-east-1.amazonaws.com/search; for another repository, edit service.search.image in stack.toml."
  }
}
