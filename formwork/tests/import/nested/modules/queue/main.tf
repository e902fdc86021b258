variable "name" {
  type = string
}

variable "settings" {
  type = any
}

variable "lifecycle_days" {
  type = number
}

resource "aws_sqs_queue" "this" {
  name                      = var.name
  message_retention_seconds = var.lifecycle_days * 86400
}

output "arn" {
  value = aws_sqs_queue.this.arn
}
