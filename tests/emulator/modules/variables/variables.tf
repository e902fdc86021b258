variable "stage" {
  type    = string
  default = "test"
}

variable "groups" {
  type = list(object({
    name    = string
    days    = optional(number)
    enabled = optional(bool, true)
  }))
  nullable = false
}

locals {
  days = { test = 7, live = 90 }
  tags = { for key, value in { Stage = var.stage, Owner = null } : key => value if value != null }
}
