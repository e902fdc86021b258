/*
 * One queue for each entry.
 */
resource "aws_sqs_queue" "this" {
  for_each = local.queues

  name                        = each.value.fifo ? "${local.name}-${each.key}.fifo" : "${local.name}-${each.key}"
  fifo_queue                  = each.value.fifo
  delay_seconds               = each.value.delay
  message_retention_seconds   = 4 * 86400
  content_based_deduplication = each.value.fifo ? true : null

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead[each.value.fifo ? "fifo" : "plain"].arn
    maxReceiveCount     = 3 # then it is dead
  })
}

resource "aws_sqs_queue" "dead" {
  for_each   = toset(["fifo", "plain"])
  name       = "${local.name}-dead${each.key == "fifo" ? ".fifo" : ""}"
  fifo_queue = each.key == "fifo"
}

output "urls" {
  description = "Where messages are sent."
  value       = { for name, queue in aws_sqs_queue.this : name => queue.url }
}

output "first" {
  value     = one(slice(local.delays, 0, 1))
  sensitive = true

  precondition {
    condition     = length(local.delays) > 0
    error_message = "No queue."
  }
}
# Nothing stands below.
