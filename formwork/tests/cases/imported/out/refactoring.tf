# Generated from stack.toml by formwork; edit that file.

import {
  to = aws_sqs_queue.jobs
  id = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs"
}
