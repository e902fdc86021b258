provider "aws" {
  region = "eu-west-1"
}

resource "aws_sqs_queue" "jobs" {
  name          = "jobs"
  delay_seconds = 5
}

locals {
  name = "jobs"
}
