variable "name" {
  type = string
}

variable "more" {
  type = any
}

resource "terraform_data" "name" {
  input = "${var.name}: ${jsonencode(var.more)}"
}

output "name" {
  value = terraform_data.name.output
}
