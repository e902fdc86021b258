//! One test per way to break a kind.

use super::*;

/// The messages of the problems that a kind causes: all are faults of it.
#[track_caller]
fn faults_of<S: Small>() -> Vec<String> {
    let kinds = Kinds::default().with::<Of<S>>();
    faults_among(&kinds, S::TABLE)
}

#[track_caller]
fn faults_among(kinds: &Kinds, table: &str) -> Vec<String> {
    let report = match synthesized(kinds, table) {
        Ok(files) => panic!("accepted, but it should be refused: {files:?}"),
        Err(report) => report,
    };
    let fault = |problem: &Problem| {
        assert_eq!(problem.code(), Code::FaultyKind, "{report}");
        let help = problem.help_text().unwrap_or_default();
        assert!(help.contains("in the crate `it`: "), "{report}");
        let crate_named = problem.message().split_once(" of the crate `it` ");
        crate_named.expect("the crate is named").1.to_owned()
    };
    report.problems().iter().map(fault).collect()
}

/// How the faults of a kind start, in order of position.
#[track_caller]
fn has_faults<S: Small>(expected: &[&str]) {
    let found = faults_of::<S>();
    let mut pairs = found.iter().zip(expected);
    let is_same = found.len() == expected.len() && pairs.all(|(a, b)| a.starts_with(b));
    assert!(is_same, "{found:#?}");
}

/// A kind that differs from a sound one in what is named: `fault! { Name { ... } }`.
macro_rules! fault {
    ($name:ident { $($item:item)* } has $($expected:literal),+ $(,)?) => {
        struct $name;

        impl Small for $name {
            $($item)*
        }

        has_faults::<$name>(&[$($expected),+]);
    };
}

#[test]
fn two_kinds_with_one_table() {
    let kinds = Kinds::default().with::<Of<Sound>>().with::<Of<Strict>>();
    assert_eq!(
        faults_among(&kinds, "post"),
        ["is registered twice, or has a second kind with the table `post` beside it"]
    );
}

struct Bucket;

impl Small for Bucket {
    const TABLE: &'static str = "bucket";
    const EXAMPLE: &'static str = "[bucket.mails]";
}

#[test]
fn the_table_of_a_kind_of_ours() {
    has_faults::<Bucket>(&["has the table `bucket`, as a kind of the crate `formwork` has"]);
}

#[test]
fn a_fault_of_a_kind_is_marked_where_it_is_registered() {
    let line = line!() + 1;
    let kinds = Kinds::default().with::<Of<Bucket>>();
    let report = synthesized(&kinds, "bucket").expect_err("two kinds with one table");
    let location = report.problems()[0].location().expect("a place in Rust");
    assert_eq!(location.line(), line);
    assert!(location.file().ends_with("faults.rs"), "{location}");
}

#[test]
fn the_table_of_a_section() {
    fault! {
        Network {
            const TABLE: &'static str = "network";
            const EXAMPLE: &'static str = "[network.mails]";
        }
        has
            "has an `EXAMPLE` that is no entry: unknown key `mails`",
            "has the table `network`, which is a section of stack.toml",
    }
}

#[test]
fn a_table_that_is_no_lower_case_word() {
    fault! {
        Capital {
            const TABLE: &'static str = "Post";
            const NOUN: &'static str = "post";
            const EXAMPLE: &'static str = "[Post.mails]";
        }
        has "has the table `Post`, which is no lower-case word"
    }
}

#[test]
fn a_table_that_is_a_keyword_of_rust() {
    fault! {
        Keyword {
            const TABLE: &'static str = "move";
            const EXAMPLE: &'static str = "[move.mails]";
        }
        has "has the table `move`, a name that Rust keeps, where stack.rs needs one"
    }
}

#[test]
fn a_table_that_hides_the_standard_library() {
    fault! {
        Hiding {
            const TABLE: &'static str = "std";
            const EXAMPLE: &'static str = "[std.mails]";
        }
        has "has the table `std`, a name that Rust keeps, where stack.rs needs one"
    }
}

#[test]
fn a_noun_that_makes_no_type() {
    fault! {
        Noun { const NOUN: &'static str = "E-Mail!"; }
        has "is called `E-Mail!`, which is not lower-case words"
    }
}

#[test]
fn a_resource_that_the_provider_does_not_have() {
    fault! {
        Type { const RESOURCE: &'static str = "aws_sqs_mailbox"; }
        has "has the resource `aws_sqs_mailbox`, which the AWS provider does not have"
    }
}

#[test]
fn a_resource_that_is_no_type() {
    fault! {
        Type { const RESOURCE: &'static str = "an SQS queue"; }
        has "has the resource `an SQS queue`, which is no type of a resource"
    }
}

#[test]
fn an_example_that_is_not_toml() {
    fault! {
        Example { const EXAMPLE: &'static str = "[post.mails\n"; }
        has "has an `EXAMPLE` that is no entry: this is not TOML: unclosed table, expected `]`"
    }
}

#[test]
fn an_example_with_a_key_that_the_kind_lacks() {
    fault! {
        Example { const EXAMPLE: &'static str = "[post.mails]\nsize = 1\n"; }
        has "has an `EXAMPLE` that is no entry: unknown key `size`"
    }
}

#[test]
fn an_example_of_something_else() {
    fault! {
        Example { const EXAMPLE: &'static str = "[stack]\nname = \"shop\"\n"; }
        has "has an `EXAMPLE` that does not start with `[post.NAME]`"
    }
}

#[test]
fn a_code_that_is_no_name() {
    fault! {
        Named {
            fn codes() -> &'static [Code] {
                const { &[Code::new("No Mail", "")] }
            }
        }
        has "has the code `No Mail`, which is not lower-case words"
    }
}

#[test]
fn a_code_that_means_something_else_elsewhere() {
    fault! {
        Named {
            fn codes() -> &'static [Code] {
                const { &[Code::new("wrong-type", "### What it means\n\nSomething else.\n")] }
            }
        }
        has "has the code `wrong-type`, which another kind has too"
    }
}

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

#[test]
fn a_template_that_does_not_parse() {
    fault! {
        Unclosed {
            const TEMPLATE: &'static Template = &Template::new("open.tf", "{{#each id}}");
        }
        has "makes what cannot be written: open.tf.hbs: Template error: invalid handlebars syntax"
    }
}

#[test]
fn a_view_that_lacks_a_field() {
    fault! {
        Lacking {
            const TEMPLATE: &'static Template = &Template::new("short.tf", "x = {{size}}\n");
        }
        has "makes what cannot be written: short.tf.hbs: Error rendering"
    }
}

#[test]
fn a_view_that_is_no_data() {
    fault! {
        Odd {
            fn files(site: &Site<'_>) -> Vec<File> {
                let view = std::collections::BTreeMap::from([((1, 2), 3)]);
                vec![File::new(format!("post_{}.tf", site.id()), &QUEUE, &view)]
            }
        }
        has "makes what cannot be written: queue.tf.hbs: "
    }
}

#[test]
fn a_template_that_asks_for_a_part_which_nobody_has() {
    fault! {
        Parts {
            const TEMPLATE: &'static Template = &Template::new("parts.tf", "{{> nobody}}\n");
        }
        has "makes what cannot be written: parts.tf.hbs: "
    }
}

#[test]
fn a_template_that_is_no_hcl() {
    fault! {
        Bad {
            const TEMPLATE: &'static Template = &Template::new("bad.tf", "x = = {{id}}\n");
        }
        has "makes what cannot be written: post_letters.tf: line 2"
    }
}

#[test]
fn a_template_whose_arguments_the_provider_does_not_have() {
    fault! {
        Unknown {
            const TEMPLATE: &'static Template = &Template::new(
                "unknown.tf",
                "\nresource \"aws_sqs_queue\" \"{{id}}\" {\n  title = \"{{name}}\"\n}\n",
            );
        }
        has
            "makes Terraform that does not hold: post_mails.tf: aws_sqs_queue.mails.title: there is no argument `title` here",
            "makes Terraform that does not hold: post_letters.tf: aws_sqs_queue.letters.title: there is no argument `title` here",
    }
}

#[test]
fn an_address_of_ours() {
    fault! {
        Same {
            const TEMPLATE: &'static Template = &Template::new(
                "same.tf",
                "\nresource \"aws_sqs_queue\" \"{{id}}\" {\n}\n\nresource \"aws_ecs_cluster\" \"main\" {\n  name = \"{{name}}\"\n}\n",
            );
        }
        has
            "makes Terraform that does not hold: post_mails.tf: aws_ecs_cluster.main: `aws_ecs_cluster.main` is declared twice",
            "makes Terraform that does not hold: post_letters.tf: aws_ecs_cluster.main: `aws_ecs_cluster.main` is declared twice",
    }
}

#[test]
fn a_circle_with_a_block_of_ours() {
    fault! {
        Circle {
            const TEMPLATE: &'static Template = &Template::new(
                "circle.tf",
                "\nresource \"aws_sqs_queue\" \"{{id}}\" {\n  tags = { Service = aws_ecs_service.web.name }\n}\n",
            );
        }
        has "makes Terraform that does not hold"
    }
}

#[test]
fn two_templates_of_one_name() {
    fault! {
        Templates {
            fn files(site: &Site<'_>) -> Vec<File> {
                const OTHER: Template = Template::new("queue.tf", "");
                let view = std::collections::BTreeMap::<String, String>::new();
                let other = File::new(format!("other_{}.tf", site.id()), &OTHER, &view);
                vec![file::<Self>(format!("post_{}.tf", site.id()), site), other]
            }
        }
        has "makes what cannot be written: queue.tf.hbs: two templates have this name"
    }
}

#[test]
fn two_files_of_one_name() {
    fault! {
        Same {
            fn files(site: &Site<'_>) -> Vec<File> {
                vec![file::<Self>("post.tf".to_owned(), site)]
            }
        }
        has "makes the file `post.tf`, which is there already"
    }
}

#[test]
fn a_file_of_ours() {
    fault! {
        Network {
            fn files(site: &Site<'_>) -> Vec<File> {
                vec![file::<Self>(format!("post_{}.tf", site.id()), site), file::<Self>("network.tf".to_owned(), site)]
            }
        }
        has
            "makes the file `network.tf`, which is there already",
            "makes the file `network.tf`, which is there already",
    }
}

#[test]
fn files_that_terraform_does_not_read() {
    for name in [
        "a/b.tf",
        "mails.txt",
        "Mails.tf",
        ".mails.tf",
        ".tf",
        "mails_override.tf",
        "override.tf",
        "",
    ] {
        assert_refused_file(name);
    }
}

thread_local! {
    static FILE: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

/// Puts each entry into a file of its own below the name that the test sets.
struct Named;

impl Small for Named {
    fn files(site: &Site<'_>) -> Vec<File> {
        let name = if site.id().as_str() == "mails" {
            FILE.with_borrow(Clone::clone)
        } else {
            "post_letters.tf".to_owned()
        };
        vec![file::<Self>(name, site)]
    }
}

#[track_caller]
fn assert_refused_file(name: &str) {
    FILE.set(name.to_owned());
    let expected = format!("makes the file `{name}`, which Terraform would not read");
    assert_eq!(faults_of::<Named>(), [expected]);
}

#[test]
fn an_entry_that_is_lost_without_a_word() {
    fault! {
        Lost {
            fn validate(_keys: &Keys, _at: &mut Validation<'_>) -> Option<()> {
                None
            }
        }
        has
            "takes `mails` away without a problem",
            "takes `letters` away without a problem",
    }
}

#[test]
fn texts_that_are_no_cells_of_a_table() {
    fault! {
        Long {
            fn resources(target: &Target<'_>) -> Vec<Resource> {
                let arn = Expr::new(format!("{}.arn", target.address()));
                vec![Resource::new("queue", arn, "a | b", "arn")]
            }

            fn summary() -> String {
                "SQS\nand more".to_owned()
            }
        }
        has
            "has a summary of `mails` that is not one line",
            "has a title of `queue` of `mails` that is not one line",
            "has a summary of `letters` that is not one line",
            "has a title of `queue` of `letters` that is not one line",
    }
}

/// To find out what moves, the stack is rendered with other names before it is rendered as it is.
#[test]
fn a_broken_template_beside_a_renamed_entry() {
    struct Bad;

    impl Small for Bad {
        const TEMPLATE: &'static Template = &Template::new("bad.tf", "x = = {{id}}\n");
    }

    let kinds = Kinds::default().with::<Of<Bad>>();
    let manifest = "stack.name = 'shop'\npost.mails = {}\n\
        service.web = { image = 'web:1', renamed_from = 'www' }\n";
    let stack = Stack::with_kinds(&SourceFile::new("stack.toml", manifest), &kinds);
    match synth(&stack.expect("it is valid")) {
        Err(SynthError::Problems(report)) => {
            assert_eq!(report.problems()[0].code(), Code::FaultyKind, "{report}");
        }
        other => panic!("{other:?}"),
    }
}
