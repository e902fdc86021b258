//! What a kind answers that cannot be: operations, resources, facts, outputs and edges.

use super::*;

#[test]
fn an_operation_that_allows_nothing() {
    fault! {
        Idle {
            fn operations() -> &'static [Operation] {
                const { &[Operation::new("send")] }
            }
        }
        has "has the operation `send`, which allows nothing"
    }
}

#[test]
fn an_operation_without_actions() {
    fault! {
        Idle {
            fn operations() -> &'static [Operation] {
                const { &[Operation::new("send").allows(const { &[Permission::new("queue", &[])] })] }
            }
        }
        has "has the operation `send`, which allows no action on `queue`"
    }
}

#[test]
fn an_action_that_is_none() {
    fault! {
        Idle {
            fn operations() -> &'static [Operation] {
                const {
                    &[Operation::new("send")
                        .allows(const { &[Permission::new("queue", &["SendMessage"])] })]
                }
            }
        }
        has "has the operation `send` with `SendMessage`, which is no action of IAM"
    }
}

#[test]
fn an_operation_twice() {
    fault! {
        Twice {
            fn operations() -> &'static [Operation] {
                const {
                    &[
                        Operation::new("send").allows(SENDING),
                        Operation::new("send").allows(SENDING),
                    ]
                }
            }
        }
        has "has the operation `send` twice"
    }
}

#[test]
fn two_operations_that_are_one_in_rust() {
    fault! {
        Twice {
            fn operations() -> &'static [Operation] {
                const {
                    &[
                        Operation::new("send").allows(SENDING),
                        Operation::new("a1").allows(SENDING),
                        Operation::new("a_1").allows(SENDING),
                    ]
                }
            }
        }
        has "has the operation `a_1` twice"
    }
}

#[test]
fn operations_that_can_be_no_method() {
    fault! {
        Method {
            fn operations() -> &'static [Operation] {
                const {
                    &[
                        Operation::new("send").allows(SENDING),
                        Operation::new("Receive").allows(SENDING),
                        Operation::new("move").allows(SENDING),
                        Operation::new("granted").allows(SENDING),
                    ]
                }
            }
        }
        has
            "has the operation `Receive`, which can be no method of Rust",
            "has the operation `granted`, a name that stack.rs needs",
            "has the operation `move`, which can be no method of Rust",
    }
}

#[test]
fn a_permission_on_what_the_kind_does_not_have() {
    fault! {
        Elsewhere {
            fn operations() -> &'static [Operation] {
                const {
                    &[Operation::new("send")
                        .allows(const { &[Permission::new("topic", &["sns:Publish"])] })]
                }
            }
        }
        has
            "allows `send` on the resource `topic`, which `resources` does not give",
            "allows `send` on the resource `topic`, which `resources` does not give",
    }
}

#[test]
fn a_resource_twice() {
    fault! {
        Twice {
            fn resources(target: &Target<'_>) -> Vec<Resource> {
                let resources = || Sound::resources(target).into_iter();
                resources().chain(resources()).collect()
            }
        }
        has
            "has the resource `queue` twice in `resources`",
            "has the resource `queue` twice in `resources`",
    }
}

#[test]
fn an_arn_that_is_no_expression() {
    fault! {
        Arn {
            fn resources(_target: &Target<'_>) -> Vec<Resource> {
                vec![Resource::new("queue", Expr::new("arn:aws:sqs"), "queue", "arn")]
            }
        }
        has
            "gives `mails` the ARN of `queue` that is no expression of HCL: `arn:aws:sqs`: the expression ends here",
            "gives `letters` the ARN of `queue` that is no expression of HCL: `arn:aws:sqs`: the expression ends here",
    }
}

#[test]
fn facts_that_are_no_variables() {
    fault! {
        Names {
            fn facts() -> &'static [Fact] {
                const {
                    &[
                        Fact::text("url", "the URL", |_| "1".to_owned()),
                        Fact::text("URL", "the URL", |_| "1".to_owned()),
                        Fact::text("URL", "the URL", |_| "1".to_owned()),
                        Fact::text("QUEUE URL", "the URL", |_| "1".to_owned()),
                    ]
                }
            }
        }
        has
            "has the fact `QUEUE URL`, which is not the end of a variable",
            "has the fact `URL` twice",
            "has the fact `url`, which is not the end of a variable",
    }
}

#[test]
fn a_fact_that_is_no_expression() {
    fault! {
        Broken {
            fn facts() -> &'static [Fact] {
                const { &[Fact::text("URL", "the URL", |_| "https:// a".to_owned())] }
            }
        }
        has
            "gives `mails` the fact `URL` that is no expression of HCL: `https:// a`: the expression ends here",
            "gives `letters` the fact `URL` that is no expression of HCL: `https:// a`: the expression ends here",
    }
}

#[test]
fn a_fact_that_ends_the_line_of_others() {
    fault! {
        Comment {
            fn facts() -> &'static [Fact] {
                const { &[Fact::text("URL", "the URL", |_| "1 # one".to_owned())] }
            }
        }
        has
            "gives `mails` the fact `URL` that is no expression of HCL: `1 # one`: it does not end where the text does",
            "gives `letters` the fact `URL` that is no expression of HCL: `1 # one`: it does not end where the text does",
    }
}

#[test]
fn a_fact_that_refers_to_nothing() {
    fault! {
        Nothing {
            fn facts() -> &'static [Fact] {
                const { &[Fact::text("URL", "the URL", |_| "aws_sqs_queue.nobody.url".to_owned())] }
            }
        }
        has
            "gives `mails` the fact `URL` that does not hold: `aws_sqs_queue.nobody` is not declared",
            "gives `letters` the fact `URL` that does not hold: `aws_sqs_queue.nobody` is not declared",
    }
}

#[test]
fn a_fact_with_an_attribute_that_nothing_has() {
    fault! {
        Attribute {
            fn facts() -> &'static [Fact] {
                const {
                    &[Fact::text("URL", "the URL", |target| format!("{}.uri", target.address()))]
                }
            }
        }
        has
            "gives `mails` the fact `URL` that does not hold: there is no attribute `uri` (in `aws_sqs_queue.mails`)",
            "gives `letters` the fact `URL` that does not hold: there is no attribute `uri` (in `aws_sqs_queue.letters`)",
    }
}

#[test]
fn a_meaning_that_ends_its_comment() {
    fault! {
        Meaning {
            fn facts() -> &'static [Fact] {
                const { &[Fact::text("URL", "the URL\nof it", |_| "1".to_owned())] }
            }
        }
        has "has the fact `URL` with a meaning that is not one line"
    }
}

#[test]
fn outputs_that_are_no_names() {
    fault! {
        Names {
            fn outputs() -> &'static [Output] {
                const {
                    &[
                        Output::new("URL", "It.", |_| "1".to_owned()),
                        Output::new("url", "It.", |_| "1".to_owned()),
                        Output::new("url", "It.", |_| "1".to_owned()),
                    ]
                }
            }
        }
        has
            "has the output `URL`, which is no lower-case word",
            "has the output `url` twice",
    }
}

#[test]
fn an_output_that_is_no_expression() {
    fault! {
        Broken {
            fn outputs() -> &'static [Output] {
                const { &[Output::new("url", "It.", |_| "a b".to_owned())] }
            }
        }
        has
            "gives `mails` the output `url` that is no expression of HCL: `a b`: the expression ends here",
            "gives `letters` the output `url` that is no expression of HCL: `a b`: the expression ends here",
    }
}

#[test]
fn an_output_that_refers_to_nothing() {
    fault! {
        Nothing {
            fn outputs() -> &'static [Output] {
                const { &[Output::new("url", "It.", |_| "local.nobody".to_owned())] }
            }
        }
        has
            "gives `mails` the output `url` that does not hold: `local.nobody` is not declared",
            "gives `letters` the output `url` that does not hold: `local.nobody` is not declared",
    }
}

const CONNECTING: &[Operation] = &[Operation::new("send").connecting()];

#[test]
fn an_edge_to_nobody() {
    fault! {
        Silent {
            fn operations() -> &'static [Operation] {
                CONNECTING
            }
        }
        has
            "lets `send` connect to `mails`, which does not listen",
            "lets `send` connect to `letters`, which does not listen",
    }
}

#[test]
fn an_edge_to_a_group_that_no_file_declares() {
    fault! {
        Listening {
            fn operations() -> &'static [Operation] {
                CONNECTING
            }

            fn listens() -> Option<Listens> {
                Some(Listens::new(25, "relay", "Mails"))
            }
        }
        has
            "gives `mails` a security group that does not hold: `aws_security_group.mails_relay` is not declared",
            "gives `letters` a security group that does not hold: `aws_security_group.letters_relay` is not declared",
    }
}
