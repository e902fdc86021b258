//! Look-ups in the schema of the provider, and the check of 1,000 resources.
//! `benches/validate.py` sets the latter beside `terraform validate`.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};

/// Of each of four types so many.
const GROUPS: usize = 250;

/// A module of raw resources that refer to each other.
fn module() -> String {
    let mut text = String::new();
    for group in 0..GROUPS {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            r#"
resource "aws_sqs_queue" "q{group}" {{
  name           = "jobs-{group}"
  delay_seconds  = {group}
  redrive_policy = jsonencode({{ deadLetterTargetArn = aws_sns_topic.t{group}.arn, maxReceiveCount = 4 }})
  tags           = {{ Group = "{group}", Name = "jobs" }}
}}

resource "aws_sns_topic" "t{group}" {{
  name_prefix = "topic-${{aws_security_group.s{group}.id}}"
}}

resource "aws_security_group" "s{group}" {{
  name   = "group-{group}"
  vpc_id = "vpc-0123456789abcdef0"

  ingress {{
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/16"]
  }}
}}

resource "aws_cloudwatch_metric_alarm" "a{group}" {{
  alarm_name          = "alarm-{group}"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = {{ QueueName = aws_sqs_queue.q{group}.name }}
  alarm_actions       = [aws_sns_topic.t{group}.arn]
  threshold           = 60
}}
"#
        );
    }
    text
}

fn benchmark(criterion: &mut Criterion) {
    let mut schema = criterion.benchmark_group("schema");
    // The second has the most arguments of all, blocks below blocks included.
    for kind in ["aws_sqs_queue", "aws_quicksight_template"] {
        schema.bench_function(format!("read {kind}"), |bencher| {
            bencher.iter(|| formwork::read_afresh(black_box(kind)));
        });
    }
    schema.finish();

    let text = module();
    let mut check = criterion.benchmark_group("check");
    check.sample_size(10);
    check.bench_function("parse and check 1,000 resources", |bencher| {
        bencher.iter(|| {
            let found = formwork::check_hcl([("main.tf", text.as_str())]);
            assert_eq!(found, Ok(Vec::new()));
        });
    });
    check.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
