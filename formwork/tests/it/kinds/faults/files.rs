//! Files of a kind that cannot be: templates, views, the HCL that comes of them and file names.

use super::*;

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
