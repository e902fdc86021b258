# Generated from stack.toml by formwork; edit that file.

# [service.web] image
variable "web_image" {
  description = "Image of the web container, with a tag or a digest."
  type        = string
  default     = "nginx:1.29"
  nullable    = false
}

variable "subscribers" {
  description = "Who gets the mails."
  type        = map(object({ address = string, urgent = optional(bool, false) }))

  default = {
    on_call = {
      address = "on-call@acme.example"
    }
  }

  validation {
    condition     = length(var.subscribers) > 0
    error_message = "Name one at least."
  }
}
