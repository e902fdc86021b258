#!/usr/bin/env python3
"""Measures the check of 1,000 raw resources, beside `terraform validate` on the same.

usage: benches/validate.py

Both are measured as whole processes: read the files, parse them, judge them. formwork is
`formwork/examples/check.rs` in Cargo's own release profile; `floor` is the same program on a module
of one resource. Needs Python 3.11, Terraform and the AWS provider, of which TF_PLUGIN_DIR may name a
mirror; writes only below target/validate.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import agreement
import provider_schema
import synthesis

TARGET = ROOT / "target/validate"
GROUPS = 250
RUNS, TERRAFORM_RUNS = 21, 3
MOST_MILLISECONDS = 50

GROUP = """
resource "aws_sqs_queue" "q%(n)s" {
  name           = "jobs-%(n)s"
  delay_seconds  = %(n)s
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sns_topic.t%(n)s.arn, maxReceiveCount = 4 })
  tags           = { Group = "%(n)s", Name = "jobs" }
}

resource "aws_sns_topic" "t%(n)s" {
  name_prefix = "topic-${aws_security_group.s%(n)s.id}"
}

resource "aws_security_group" "s%(n)s" {
  name   = "group-%(n)s"
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_cloudwatch_metric_alarm" "a%(n)s" {
  alarm_name          = "alarm-%(n)s"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = aws_sqs_queue.q%(n)s.name }
  alarm_actions       = [aws_sns_topic.t%(n)s.arn]
  threshold           = 60
}
"""


def main():
    program = build()
    many, one = TARGET / "many", TARGET / "one"
    shutil.rmtree(many, ignore_errors=True)
    shutil.rmtree(one, ignore_errors=True)
    write(many, "".join(GROUP % {"n": n} for n in range(GROUPS)))
    write(one, 'resource "aws_sqs_queue" "q" {}\n')
    synthesis.print_machine()
    synthesis.print_load("before")
    quiet = {"stdout": subprocess.DEVNULL}
    floor = [synthesis.run([program, one], **quiet) for _ in range(RUNS)]
    checked = [synthesis.run([program, many], **quiet) for _ in range(RUNS)]
    validated = terraform(many)
    print(f"{'median of runs':32}{'wall ms':>10}{'CPU ms':>10}")
    report("formwork, 1 resource (floor)", floor)
    wall = report(f"formwork, {4 * GROUPS} resources", checked)
    report(f"terraform validate, {4 * GROUPS}", validated)
    met = wall <= MOST_MILLISECONDS
    synthesis.print_load("after")
    print(f"target {MOST_MILLISECONDS} ms: {'met' if met else 'MISSED'}")


def build():
    profile = synthesis.PROFILES[0]
    command = ["cargo", "build", "--locked", "--quiet", "-p", "formwork", "--example", "check"]
    directory = synthesis.TARGET / "validate"
    command += [*profile.arguments(), "--target-dir", directory]
    subprocess.run(command, cwd=ROOT, check=True)
    return directory / "release/examples/check"


def write(directory, text):
    directory.mkdir(parents=True)
    (directory / "main.tf").write_text(agreement.SETTINGS + text)


def terraform(directory):
    provider_schema.terraform(directory, "init", "-input=false", *provider_schema.plugin_directory())
    os.environ |= {"CHECKPOINT_DISABLE": "1"}
    os.environ.pop("TF_CLI_CONFIG_FILE", None)
    command = ["terraform", f"-chdir={directory}", "validate"]
    return [synthesis.run(command, stdout=subprocess.DEVNULL) for _ in range(TERRAFORM_RUNS)]


def report(name, runs):
    wall = statistics.median(run.wall_seconds for run in runs) * 1000
    cpu = statistics.median(run.cpu_seconds for run in runs) * 1000
    print(f"{name:32}{wall:10.1f}{cpu:10.1f}")
    return wall


if __name__ == "__main__":
    main()
