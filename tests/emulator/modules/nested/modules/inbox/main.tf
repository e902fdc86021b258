variable "name" {
  type = string
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_sqs_queue" "this" {
  name = "inbox-${var.name}"
  tags = merge({ Kind = "inbox" }, var.tags)
}

output "arn" {
  value = aws_sqs_queue.this.arn
}
