# Generated from stack.toml by formwork; edit that file.

output "jobs" {
  value = aws_sqs_queue.jobs.url
}
