//! What any output must be.

use std::collections::BTreeSet;
use std::path::Path;

use formwork::Report;
use hcl_edit::expr::{Expression, ObjectKey, ObjectValue};
use hcl_edit::structure::{Attribute, Block, Body};
use hcl_edit::visit::{self, Visit};

use crate::common::Files;

#[track_caller]
pub(crate) fn assert_printable(report: &Report, manifest: &str) {
    assert!(
        !report.problems().is_empty(),
        "refused without a reason:\n{manifest}"
    );
    assert!(
        report.to_string().ends_with("; nothing was written\n"),
        "{report}"
    );
    for headline in report.headlines() {
        assert!(headline.starts_with("stack.toml:"), "{headline:?}");
        assert!(
            !headline.contains(char::is_control),
            "{headline:?} has a control character"
        );
    }
    for problem in report.problems() {
        assert!(
            manifest.get(problem.span()).is_some(),
            "{:?} does not lie in the manifest",
            problem.span()
        );
        assert!(
            problem.help_text().is_none_or(|help| !help.is_empty()),
            "{problem:?}"
        );
    }
}

/// The files parse, are formatted, and declare each address once.
#[track_caller]
pub(crate) fn assert_sound(files: &Files) {
    let mut addresses = BTreeSet::new();
    let is_hcl = |name: &str| {
        Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "tf")
    };
    for (name, text) in files.iter().filter(|(name, _)| is_hcl(name)) {
        assert_eq!(&formwork::hcl::format(text), text, "{name}");
        for block in parse(text).blocks() {
            for address in declared(block) {
                assert!(
                    addresses.insert(address.clone()),
                    "{name} declares {address} again"
                );
            }
        }
    }
    let modules = files.iter().filter(|(name, _)| is_hcl(name));
    let modules = modules.map(|(name, text)| (name.as_str(), text.as_str()));
    let findings = formwork::check_hcl(modules).unwrap_or_else(|bug| panic!("{bug}"));
    let wrong: Vec<_> = findings.iter().filter(|found| !found.is_note).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    for (name, text) in files {
        assert!(
            text.ends_with('\n') && !text.ends_with("\n\n"),
            "end of {name}"
        );
        assert!(
            !text.contains(" \n"),
            "blanks at the end of a line of {name}"
        );
    }
}

#[track_caller]
fn parse(text: &str) -> Body {
    hcl_edit::parser::parse_body(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What no second block of the stack may declare.
fn declared(block: &Block) -> Vec<String> {
    match block.ident.as_str() {
        "locals" => block
            .body
            .attributes()
            .map(|local| format!("local {}", local.key.as_str()))
            .collect(),
        "moved" | "import" | "removed" => Vec::new(),
        kind => {
            let labels = block.labels.iter();
            let address = labels.fold(kind.to_owned(), |address, label| {
                address + " " + label.as_str()
            });
            // One configuration of a provider beside another.
            let alias = block.body.get_attribute("alias");
            let alias = alias.and_then(|alias| alias.value.as_str());
            vec![address + " " + alias.unwrap_or_default()]
        }
    }
}

/// The strings of a file and the keys that they are the values of, in the order of the file.
pub(crate) fn texts(file: &str) -> Vec<(String, String)> {
    let mut texts = Texts::default();
    texts.visit_body(&parse(file));
    texts.0
}

#[derive(Default)]
struct Texts(Vec<(String, String)>);

impl Texts {
    fn add(&mut self, key: &str, value: &Expression) {
        self.0
            .extend(value.as_str().map(|text| (key.to_owned(), text.to_owned())));
    }
}

impl Visit for Texts {
    fn visit_attr(&mut self, attribute: &Attribute) {
        self.add(attribute.key.as_str(), &attribute.value);
        visit::visit_attr(self, attribute);
    }

    fn visit_object_item(&mut self, key: &ObjectKey, value: &ObjectValue) {
        let key = match key {
            ObjectKey::Ident(key) => Some(key.as_str()),
            ObjectKey::Expression(key) => key.as_str(),
        };
        self.add(key.unwrap_or_default(), value.expr());
        visit::visit_object_value(self, value);
    }
}
