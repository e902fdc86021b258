use std::fs;
use std::path::Path;

use handlebars::Template;
use handlebars::template::TemplateElement;

use super::*;

/// Handlebars' own element list, with text in one piece: a template in lines has more pieces of text.
fn joined(template: &Template) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let mut text = String::new();
    for element in &template.elements {
        if let TemplateElement::RawString(more) = element {
            text.push_str(more);
            continue;
        }
        joined.extend((!text.is_empty()).then(|| std::mem::take(&mut text)));
        match element {
            TemplateElement::HelperBlock(block) => {
                joined.push(format!(
                    "{:?} {:?} {:?}",
                    block.name, block.params, block.hash
                ));
                for inner in [&block.template, &block.inverse].into_iter().flatten() {
                    joined.push("{".to_owned());
                    joined.extend(self::joined(inner));
                    joined.push("}".to_owned());
                }
            }
            other => joined.push(format!("{other:?}")),
        }
    }
    joined.extend((!text.is_empty()).then_some(text));
    joined
}

fn assert_same(parser: &mut Parser, name: &str, text: &str) {
    let whole = Template::compile(text).unwrap();
    let in_lines = parser.parse(text).unwrap();
    assert_eq!(joined(&in_lines), joined(&whole), "{name}");
    assert_eq!(in_lines.elements.len(), in_lines.mapping.len(), "{name}");
}

#[test]
fn every_template_is_read_as_handlebars_reads_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut directories = vec![root.join("src"), root.join("templates")];
    let mut count = 0;
    let mut parser = Parser::default();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "hbs") {
                let text = fs::read_to_string(&path).unwrap();
                let name = path.display().to_string();
                assert_same(&mut parser, &name, &with_blocks(&text));
                count += 1;
            }
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn what_reaches_over_lines_is_read_as_handlebars_reads_it() {
    for text in [
        "",
        "a",
        "a\n\n",
        "{{a}}",
        "{{a}}\n",
        "  {{a}}{{b}}\n\n{{c}} d\n",
        "{{#if a}}\n  b\n{{/if}}\n",
        "{{#if a}}\n{{/if}}\nc\n",
        "x\n  {{#each a}}\n  {{#if b}}\n  {{c}}\n  {{else}}\n  d\n  {{/if}}\n  {{/each}}\ny\n",
        "{{#if a}}\n{{#if b}}c{{else}}d{{/if}}\n{{else}}\ne\n{{/if}}\n",
        "{{#if a}}\nb\n{{else if c}}\nd\n{{else}}\ne\n{{/if}}\n",
        "{{#if a}}b\n{{else}}\nc{{/if}} d\n",
        "{{#if a}}\nb\n{{/if}} c\n",
        "{{#if a}}\nb {{else}} c\n{{/if}}\n",
        "a\n\n{{~#if b~}}\n\n c\n{{~/if}}\n",
        "a {{~b~}} c\n",
        "{{! a\n b }}\nc\n",
        "{{!-- {{a}} --}}\nc\n",
        "{{#with a as |b|}}\n{{b}}\n{{/with}}\n",
        "\\{{a}}\n{{b}}\n",
        "{{{{raw}}}}\n{{a}}\n{{{{/raw}}}}\n",
        "{{^}}a\n",
        "{{#> b}}\nc\n{{/b}}\n",
        "{{#*inline \"b\"}}\nc\n{{/inline}}\n",
        "{{a \"}}\"}} b {{c}}\n",
        "{{a.b}} {{../a}} {{@key}} {{this}} {{lookup a b}} {{{c}}} {{&d}}\n",
        "{{#each a}}\n{{@index}}: {{this}}\n{{/each}}",
        "{{a}} }} b\n",
        "{{ a }}\n{{else}}\n",
        "a\r\n{{#if b}}\r\nc\r\n{{/if}}\r\n",
    ] {
        match Template::compile(text) {
            Ok(_) => assert_same(&mut Parser::default(), text, text),
            Err(_) => assert!(Parser::default().parse(text).is_err(), "{text}"),
        }
    }
}

#[test]
fn an_error_tells_the_line_of_the_template() {
    for text in [
        "a\nb\n{{#if}\n",
        "a\nb\n{{#if c}}\nd\n{{/with}}\n",
        "a\n{{/if}}\n",
    ] {
        let whole = Template::compile(text).unwrap_err().to_string();
        assert_eq!(
            Parser::default().parse(text).unwrap_err().to_string(),
            whole
        );
    }
}

/// The block of an alarm has the block of its receivers in it, two blanks in.
#[test]
fn a_block_stands_indented_in_the_place_of_its_name() {
    let whole = with_blocks("a\n  {{> alarm}}\n{{> nothing}}\n");
    assert!(whole.starts_with("a\n  # {{comment}}\n"), "{whole}");
    assert!(whole.contains("\n    alarm_actions ="), "{whole}");
    assert!(!whole.contains("\n  \n"), "{whole}");
    assert!(whole.ends_with("\n{{> nothing}}\n"), "{whole}");
}
