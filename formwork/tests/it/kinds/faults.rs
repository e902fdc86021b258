//! One test per way to break a kind: here by what it says of itself.

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

mod answers;
mod files;

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
