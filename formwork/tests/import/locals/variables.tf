variable "project" {
  description = "Start of all names."
  type        = string
  default     = "shop"
}

variable "stage" {
  type    = string
  default = "test"

  validation {
    condition     = contains(["test", "live"], var.stage)
    error_message = "The stage is test or live, not ${var.stage}."
  }

  validation {
    condition     = length(var.stage) < 10
    error_message = "Too long."
  }
}

variable "limits" {
  type = object({
    cpu    = number
    memory = optional(number, 512) # MiB
    labels = optional(map(string), {})
  })
  default = {
    cpu = 256
  }
  nullable = false
}

variable "secret" {
  type      = string
  sensitive = true
  default   = null
}
