//! Rust that is read as such: what a `stack.rs` declares, and which methods a source calls.

use std::collections::BTreeMap;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, ExprMethodCall, Field, ImplItem, ImplItemFn, Item, ItemImpl, Lit, Macro,
    Member, ReturnType, Token, Type,
};

/// A handle's method that the service may call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Granted {
    /// The method of `Environment` that makes the handle.
    pub(crate) target: String,
    pub(crate) operation: String,
    pub(crate) documentation: String,
}

impl Granted {
    /// The statement that calls it.
    pub(crate) fn call(&self) -> String {
        call(&self.target, &self.operation)
    }
}

/// The statement that calls an operation, granted or not.
pub(crate) fn call(target: &str, operation: &str) -> String {
    format!("    let _ = environment.{target}().{operation}();\n")
}

/// The operations that a `stack.rs` lets the service call.
pub(crate) fn granted(stack_rs: &str) -> Vec<Granted> {
    let items = items(stack_rs);
    let of_environment = methods(&items).filter(|(of, _)| of == "Environment");
    let targets: BTreeMap<String, String> = of_environment
        .filter_map(|(_, method)| Some((returned(method)?, method.sig.ident.to_string())))
        .collect();
    // A method that is refused goes on with `where`.
    methods(&items)
        .filter(|(_, method)| method.sig.generics.where_clause.is_none())
        .filter_map(|(of, method)| {
            Some(Granted {
                target: targets.get(&of)?.clone(),
                operation: method.sig.ident.to_string(),
                documentation: documentation(&method.attrs),
            })
        })
        .collect()
}

/// The fields of `Environment` with what documents them.
pub(crate) fn fields(stack_rs: &str) -> Vec<(String, String)> {
    let items = items(stack_rs);
    let environment = items.iter().find_map(|item| match item {
        Item::Struct(item) if item.ident == "Environment" => Some(item),
        _ => None,
    });
    let fields = environment
        .expect("stack.rs has an Environment")
        .fields
        .iter();
    let name = |field: &Field| field.ident.as_ref().map(ToString::to_string);
    fields
        .filter_map(|field| Some((name(field)?, documentation(&field.attrs))))
        .collect()
}

/// The texts that `Environment` has as constants.
pub(crate) fn constants_of_environment(stack_rs: &str) -> Vec<String> {
    let items = items(stack_rs);
    let of_environment = impls(&items).filter(|(of, _)| of == "Environment");
    of_environment
        .flat_map(|(_, block)| &block.items)
        .filter_map(|item| match item {
            ImplItem::Const(constant) => text(&constant.expr),
            _ => None,
        })
        .collect()
}

/// The text of a constant.
#[track_caller]
pub(crate) fn constant(stack_rs: &str, name: &str) -> String {
    let found = items(stack_rs).into_iter().find_map(|item| match item {
        Item::Const(constant) if constant.ident == name => text(&constant.expr),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("stack.rs has no `{name}`"))
}

/// A call of a method.
pub(crate) struct Call {
    pub(crate) method: String,
    /// How many arguments it has, and those that are texts.
    pub(crate) arguments: usize,
    pub(crate) texts: Vec<String>,
}

/// The calls in a source whose receiver is a variable or a field of that name.
///
/// # Panics
///
/// The name stands in a macro whose arguments are no list of expressions: a call could hide there.
#[track_caller]
pub(crate) fn calls_of(receiver: &str, source: &str) -> Vec<Call> {
    let mut calls = Calls {
        receiver,
        found: Vec::new(),
    };
    calls.visit_file(&parsed(source));
    calls.found
}

struct Calls<'a> {
    receiver: &'a str,
    found: Vec<Call>,
}

impl<'ast> Visit<'ast> for Calls<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if last_word(&call.receiver).is_some_and(|name| name == self.receiver) {
            self.found.push(Call {
                method: call.method.to_string(),
                arguments: call.args.len(),
                texts: call.args.iter().filter_map(text).collect(),
            });
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        let arguments = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(arguments) = called.parse_body_with(arguments) {
            let mut inner = Calls {
                receiver: self.receiver,
                found: Vec::new(),
            };
            arguments
                .iter()
                .for_each(|argument| inner.visit_expr(argument));
            self.found.extend(inner.found);
            return;
        }
        let tokens = called.tokens.to_string();
        // What stands in quotes is a text.
        let mut code = tokens.split('"').step_by(2);
        let is_receiver = |word: &str| word == self.receiver;
        let has_receiver = |code: &str| {
            let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(is_receiver)
        };
        assert!(
            !code.any(has_receiver),
            "`{}` may be called in `{tokens}`",
            self.receiver
        );
    }
}

/// The name of a variable or of a field.
fn last_word(receiver: &Expr) -> Option<String> {
    match receiver {
        Expr::Path(variable) => Some(variable.path.get_ident()?.to_string()),
        Expr::Field(field) => match &field.member {
            Member::Named(name) => Some(name.to_string()),
            Member::Unnamed(_) => None,
        },
        _ => None,
    }
}

#[track_caller]
fn parsed(source: &str) -> syn::File {
    syn::parse_file(source).unwrap_or_else(|error| panic!("{error}\n{source}"))
}

#[track_caller]
fn items(stack_rs: &str) -> Vec<Item> {
    parsed(stack_rs).items
}

/// What is implemented by types themselves, with the name of the type.
fn impls(items: &[Item]) -> impl Iterator<Item = (String, &ItemImpl)> {
    items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some((type_name(&block.self_ty)?, block)),
        _ => None,
    })
}

/// The methods of types, with the name of the type.
fn methods(items: &[Item]) -> impl Iterator<Item = (String, &ImplItemFn)> {
    impls(items).flat_map(|(of, block)| {
        block.items.iter().filter_map(move |item| match item {
            ImplItem::Fn(method) => Some((of.clone(), method)),
            _ => None,
        })
    })
}

fn returned(method: &ImplItemFn) -> Option<String> {
    match &method.sig.output {
        ReturnType::Type(_, returned) => type_name(returned),
        ReturnType::Default => None,
    }
}

fn type_name(of: &Type) -> Option<String> {
    match of {
        Type::Path(of) => Some(of.path.get_ident()?.to_string()),
        _ => None,
    }
}

/// The lines of a `///` comment.
fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let attribute = attribute.meta.require_name_value().ok()?;
        attribute
            .path
            .is_ident("doc")
            .then(|| text(&attribute.value))?
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn a_call_is_found_wherever_it_stands() {
    let source = r#"
        fn f(client: Client) {
            self.storage.client.put_object().key("a");
            async { client
                // a comment
                .get_object() };
            let (a, b) = join!(self.client.copy_object("b", 1), client.list());
            other.delete_object();
            "client.head_object()";
        }
    "#;
    let calls = calls_of("client", source);
    let names: Vec<&str> = calls.iter().map(|call| &*call.method).collect();
    assert_eq!(names, ["put_object", "get_object", "copy_object", "list"]);
    assert_eq!(
        (calls[2].arguments, &*calls[2].texts),
        (2, &["b".to_owned()][..])
    );
}

#[test]
#[should_panic(expected = "`client` may be called in")]
fn a_macro_that_may_hide_a_call_is_no_end_of_the_search() {
    calls_of("client", "fn f() { select! { a = client.list() => a } }");
}
