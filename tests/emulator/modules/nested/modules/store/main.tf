variable "prefix" {
  type = string
}

variable "readers" {
  type = list(string)
}

resource "aws_s3_bucket" "this" {
  bucket_prefix = var.prefix

  tags = { Readers = length(var.readers) }
}

output "bucket" {
  value = aws_s3_bucket.this.id
}
