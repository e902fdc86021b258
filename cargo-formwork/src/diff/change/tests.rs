use super::changes;
use crate::blocks::written;

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    let read = |text| written([("main.tf", text)]).expect("it is HCL");
    let mut shown = Vec::new();
    for change in changes(&read(old), &read(new)) {
        shown.push(format!("{}{}", change.address, change.phrase()));
        shown.extend(change.lines().map(|line| format!("  {line}")));
    }
    assert_eq!(shown, expected);
}

/// A resource and a few arguments, a line each.
fn queue(name: &str, body: &str) -> String {
    format!("resource \"aws_sqs_queue\" \"{name}\" {{\n{body}}}\n")
}

#[test]
fn layout_is_no_change_and_arguments_are() {
    let old = queue("a", "  delay_seconds = 1\n  tags   = {a = 1}\n");
    check(
        &old,
        &old.replace("  tags   = {a = 1}", "  tags = { a = 1 }"),
        &[],
    );
    let new = queue("a", "  delay_seconds = 2\n  tags = { a = 1 }\n");
    let expected = ["aws_sqs_queue.a, in place", "  delay_seconds: 1 -> 2"];
    check(&old, &new, &expected);
}

#[test]
fn what_moves_is_neither_added_nor_destroyed() {
    let old = queue("a", "");
    let moved = "moved {\n  from = aws_sqs_queue.a\n  to = aws_sqs_queue.b\n}\n";
    let new = queue("b", "") + moved;
    check(&old, &new, &["aws_sqs_queue.b, moved from aws_sqs_queue.a"]);
    let kept = "removed {\n  from = aws_sqs_queue.a\n  lifecycle {\n    destroy = false\n  }\n}\n";
    check(
        &old,
        kept,
        &["aws_sqs_queue.a, no longer managed; AWS keeps it"],
    );
}

/// What takes something of it is the same, by its other name.
#[test]
fn what_moves_changes_nothing_elsewhere() {
    let alarm = "resource \"aws_cloudwatch_metric_alarm\" \"x\" {\n  dimensions = { Q = aws_sqs_queue.a.name }\n}\n";
    let moved = "moved {\n  from = aws_sqs_queue.a\n  to = aws_sqs_queue.b\n}\n";
    let new = queue("b", "") + moved + &alarm.replace("queue.a", "queue.b");
    let expected = ["aws_sqs_queue.b, moved from aws_sqs_queue.a"];
    check(&(queue("a", "") + alarm), &new, &expected);
}

/// By `renamed_from` with several names there is a chain of moves.
#[test]
fn what_moved_twice_is_where_it_went_at_last() {
    let moved = |from: &str, to: &str| {
        format!("moved {{\n  from = aws_sqs_queue.{from}\n  to = aws_sqs_queue.{to}\n}}\n")
    };
    let new = queue("c", "") + &moved("a", "b") + &moved("b", "c");
    check(
        &queue("a", ""),
        &new,
        &["aws_sqs_queue.c, moved from aws_sqs_queue.a"],
    );
    check(
        &queue("b", ""),
        &new,
        &["aws_sqs_queue.c, moved from aws_sqs_queue.b"],
    );
}

#[test]
fn a_replaced_resource_reaches_those_that_follow_it() {
    let policy =
        "resource \"aws_sqs_queue_policy\" \"x\" {\n  queue_url = aws_sqs_queue.a.url\n}\n";
    let alarm = "resource \"aws_cloudwatch_metric_alarm\" \"x\" {\n  dimensions = { Q = aws_sqs_queue.a.id }\n  alarm_name = aws_sqs_queue.a.delay_seconds\n}\n";
    let rest = policy.to_owned() + alarm;
    let body = "  fifo_queue = true\n  delay_seconds = 1\n";
    let expected = [
        "aws_cloudwatch_metric_alarm.x, in place",
        "  dimensions.Q: follows aws_sqs_queue.a",
        "aws_sqs_queue.a, replaced; the old one goes first",
        "  fifo_queue: (not set) -> true # forces replacement",
        "aws_sqs_queue_policy.x, replaced; the old one goes first",
        "  queue_url: follows aws_sqs_queue.a # forces replacement",
    ];
    let old = queue("a", "  delay_seconds = 1\n") + &rest;
    check(&old, &(queue("a", body) + &rest), &expected);
}

/// The provider takes `false` where nothing is set.
#[test]
fn the_default_is_no_change() {
    check(&queue("a", ""), &queue("a", "  fifo_queue = false\n"), &[]);
    check(&queue("a", ""), &queue("a", "  name = null\n"), &[]);
}

#[test]
fn what_is_not_known_is_left_to_a_plan() {
    let name = |value: &str| queue("a", &format!("  name = {value}\n"));
    let line = "  name: \"a\" -> upper(\"a\") # may force replacement";
    let unsure = "aws_sqs_queue.a, in place or replaced: a plan tells";
    check(&name("\"a\""), &name("upper(\"a\")"), &[unsure, line]);
    // AWS may have chosen that name.
    let line = "  name: (not set) -> \"a\" # may force replacement";
    check(&queue("a", ""), &name("\"a\""), &[unsure, line]);
    let other = |value: &str| format!("resource \"acme_thing\" \"a\" {{\n  x = {value}\n}}\n");
    let unsure = "acme_thing.a, in place or replaced: a plan tells";
    check(
        &other("1"),
        &other("2"),
        &[unsure, "  x: 1 -> 2 # may force replacement"],
    );
}

#[test]
fn the_new_one_comes_first_where_something_that_depends_on_it_says_so() {
    let policy = "resource \"aws_sqs_queue_policy\" \"x\" {\n  queue_url = aws_sqs_queue.a.url\n  lifecycle {\n    create_before_destroy = true\n  }\n}\n";
    let with = |name: &str| queue("a", &format!("  name = \"{name}\"\n")) + policy;
    let expected = [
        "aws_sqs_queue.a, replaced; the new one comes first",
        "  name: \"a\" -> \"b\" # forces replacement",
        "aws_sqs_queue_policy.x, replaced; the new one comes first",
        "  queue_url: follows aws_sqs_queue.a # forces replacement",
    ];
    check(&with("a"), &with("b"), &expected);
}

#[test]
fn triggers_replace_and_ignored_changes_do_not() {
    let other = queue(
        "b",
        "  lifecycle {\n    replace_triggered_by = [aws_sqs_queue.a.name]\n  }\n",
    );
    let with = |name: &str| queue("a", &format!("  name = \"{name}\"\n")) + &other;
    let expected = [
        "aws_sqs_queue.a, replaced; the old one goes first",
        "  name: \"a\" -> \"b\" # forces replacement",
        "aws_sqs_queue.b, replaced; the old one goes first",
        "  lifecycle.replace_triggered_by: follows aws_sqs_queue.a # forces replacement",
    ];
    check(&with("a"), &with("b"), &expected);
    let ignoring = |name: &str| {
        let ignored = "  lifecycle {\n    ignore_changes = [name]\n  }\n";
        queue("a", &format!("  name = \"{name}\"\n{ignored}"))
    };
    check(&ignoring("a"), &ignoring("b"), &[]);
}

#[test]
fn instances_come_go_and_change_alone() {
    let each = |values: &str| {
        queue(
            "a",
            &format!(
                "  for_each = {{ {values} }}\n  delay_seconds = each.value\n  name = each.key\n"
            ),
        )
    };
    let expected = [
        "aws_sqs_queue.a[\"x\"], in place",
        "  delay_seconds: 1 -> 3",
        "aws_sqs_queue.a[\"y\"]",
        "aws_sqs_queue.a[\"z\"]",
    ];
    check(&each("x = 1, y = 2"), &each("x = 3, z = 4"), &expected);
    let count = |count: usize, delay: usize| {
        queue(
            "a",
            &format!("  count = {count}\n  delay_seconds = {delay}\n"),
        )
    };
    let expected = [
        "aws_sqs_queue.a, 2 instances, in place",
        "  delay_seconds: 1 -> 2",
    ];
    check(&count(2, 1), &count(2, 2), &expected);
    check(&count(2, 1), &count(1, 1), &["aws_sqs_queue.a[1]"]);
    // Terraform takes the only one for the first of several.
    let one = queue("a", "  delay_seconds = 1\n");
    let expected = [
        "aws_sqs_queue.a[0], nothing changes in AWS",
        "  count: (not set) -> 1",
    ];
    check(&one, &count(1, 1), &expected);
}

/// A `moved` block may name an instance, too.
#[test]
fn an_instance_moves() {
    let moved = "moved {\n  from = aws_sqs_queue.a\n  to = aws_sqs_queue.a[\"x\"]\n}\n";
    let new = queue("a", "  for_each = toset([\"x\"])\n") + moved;
    let expected = [
        "aws_sqs_queue.a[\"x\"], moved from aws_sqs_queue.a, nothing changes in AWS",
        "  for_each: (not set) -> toset([\"x\"])",
    ];
    check(&queue("a", ""), &new, &expected);
}

/// Whoever sets a variable elsewhere has said it there.
#[test]
fn a_variable_has_its_default() {
    let with = |default: &str| {
        let variable = format!("variable \"v\" {{\n  default = {default}\n}}\n");
        variable + &queue("a", "  name = var.v\n")
    };
    let expected = [
        "aws_sqs_queue.a, replaced; the old one goes first",
        "  name: follows var.v # forces replacement",
        "var.v",
        "  default: \"a\" -> \"b\"",
    ];
    check(&with("\"a\""), &with("\"b\""), &expected);
}

#[test]
fn what_is_terraforms_own_changes_nothing_in_aws() {
    let with = |more: &str| queue("a", more) + &queue("b", "");
    let expected = [
        "aws_sqs_queue.a, nothing changes in AWS",
        "  depends_on: (not set) -> [aws_sqs_queue.b]",
    ];
    let new = with("  depends_on = [aws_sqs_queue.b]\n");
    check(&with(""), &new, &expected);
}
