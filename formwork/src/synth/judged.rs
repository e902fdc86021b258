//! The whole module, raw blocks and overrides in it, is held to the schema of the provider. What is
//! found becomes a problem where its author wrote it, or one of the crate whose kind made it; where
//! nobody but formwork did, it is a bug.

use std::collections::BTreeSet;

use hcl_edit::structure::Body;

use super::foreign::Expressions;
use super::{Made, SynthError, foreign, refuse_if_any, report, texts};
use crate::bug::Bug;
use crate::check::{Exposed, Fault, Finding, check, toolchains};
use crate::container::HELP_WITH_SECRET;
use crate::hcl::module::Module;
use crate::hcl::path::Step;
use crate::kind::{Entry, Origin};
use crate::problem::{Code, Problem, Report, closest};
use crate::raw::{Aim, check_conflicts, nearest_place_of, refactoring_of};
use crate::schema::ProviderLine;
use crate::stack::{Move, Override, RawKind, Stack};
use crate::tree::Place;
use crate::written::{Spots, Written};

/// Holds a module to the language and the provider; yields what an author should know.
pub(super) fn check_module(
    stack: &Stack,
    moves: &[Move],
    made: &[Made],
) -> Result<Option<Report>, SynthError> {
    let of_overrides = made.iter().flat_map(|made| made.applied.problems.clone());
    let mut problems: Vec<Problem> = of_overrides.collect();
    problems.extend(unknown_overrides(stack, made));
    problems.extend(still_declared(stack, made));
    problems.extend(conflicts(stack, made));
    let expressions = Expressions::new(stack)?;
    let files = made
        .iter()
        .filter_map(|made| Some((made.artifact.name.as_str(), made.body.as_ref()?)));
    let module: Vec<_> = files.chain(expressions.file()).collect();
    let authors = Authors {
        stack,
        moves,
        made,
        expressions: &expressions,
        spots: Spots::new(stack),
    };
    problems.extend(exposed(stack, &module));
    let mut blamed = authors.blame(check(&module, &toolchains(stack)));
    // What another crate says ends up in files of ours, where it is no bug either.
    if let (Some(finding), true) = (blamed.nobody.first(), blamed.faults.is_empty()) {
        let named = foreign::named(stack, made, finding);
        blamed.faults.push(named.ok_or_else(|| bug(finding))?);
    }
    problems.append(&mut blamed.problems);
    problems.append(&mut blamed.faults);
    refuse_if_any(stack, problems)?;
    let notes = blamed.notes;
    Ok((!notes.is_empty()).then(|| report(stack, notes)))
}

/// Findings by who caused them.
#[derive(Default)]
struct Blamed {
    /// Of the user.
    problems: Vec<Problem>,
    /// What the user should know.
    notes: Vec<Problem>,
    /// Of another crate.
    faults: Vec<Problem>,
    /// Of nobody else: ours.
    nobody: Vec<Finding>,
}

fn bug(finding: &Finding) -> Bug {
    Bug::new(finding.file.as_str(), finding)
}

/// Who wrote what, to turn a finding into the problem of its author.
struct Authors<'a> {
    stack: &'a Stack,
    /// Every move, in the order in which they are written.
    moves: &'a [Move],
    made: &'a [Made],
    expressions: &'a Expressions,
    spots: Spots<'a>,
}

impl Authors<'_> {
    fn blame(&self, findings: Vec<Finding>) -> Blamed {
        let mut blamed = Blamed::default();
        for finding in findings {
            match (self.problem_of(&finding), finding.code.is_note()) {
                (Some(problem), true) => blamed.notes.push(problem),
                // What is written once may stand in several blocks.
                (Some(problem), false) if blamed.problems.contains(&problem) => {}
                (Some(problem), false) => blamed.problems.push(problem),
                // A note on what formwork makes concerns formwork.
                (None, true) => {}
                (None, false) => match self.expressions.fault_of(self.stack, self.made, &finding) {
                    Some(fault) => blamed.faults.push(fault),
                    None => blamed.nobody.push(finding),
                },
            }
        }
        blamed
    }

    /// What a finding is to its author; nothing if nobody but formwork wrote it.
    fn problem_of(&self, finding: &Finding) -> Option<Problem> {
        let code = finding.code;
        let here = self.place(&finding.address, &finding.path, code);
        let here =
            here.or_else(|| texts::place_of(self.stack, self.made, self.expressions, finding));
        let other = finding.other.as_ref();
        let cause = other.and_then(|other| self.place(&other.address, &other.path, code));
        if let (Some(place), Some(found)) = (&here, not_a_string(finding)) {
            return Some(no_string(place, found));
        }
        let problem = Problem::new(code, finding.message.as_str()).help(help(finding));
        if let (Some(here), Some(cause)) = (&here, &cause)
            && here != cause
        {
            return Some(problem.at(here, label(code)).at(cause, "the other"));
        }
        let place = here.or(cause).or_else(|| self.named(&finding.fault))?;
        let files = other.map(|other| [other.file.as_str(), &finding.file]);
        let origin = files.and_then(|files| files.into_iter().find_map(|file| self.origin(file)));
        let problem = problem.at(place, label(code));
        Some(match origin {
            Some(origin) => problem.at(origin, "formwork makes the other of this"),
            None => problem,
        })
    }

    /// Where what the finding is about was written.
    fn place(&self, address: &str, path: &[Step], code: Code) -> Option<Place> {
        if let Some(place) = self.spots.place_of(address, path) {
            return Some(place.clone());
        }
        let raw = &self.stack.raw;
        let is_of_type = matches!(
            code,
            Code::UnknownResourceType | Code::UndeclaredProvider | Code::UncheckedProvider
        );
        let mut blocks = raw.blocks.iter();
        if let Some(block) = blocks.find(|block| is_of_type && block.address() == address) {
            return Some(block.type_place.clone());
        }
        let aim = match code {
            Code::UnknownArgument | Code::ComputedArgument | Code::Deprecated => Aim::Key,
            _ => Aim::Value,
        };
        nearest_place_of(raw, address, path, aim)
            .or_else(|| refactoring_of(raw, self.moves, address))
    }

    /// The entry of the manifest that a generated file comes from.
    fn origin(&self, file: &str) -> Option<Place> {
        let made = self.made.iter().find(|made| made.artifact.name == file)?;
        let Origin::Entry(table, id) = &made.origin else {
            return None;
        };
        let span = self.stack.places.locate(&[table, id.as_str()], 2);
        span.map(Place::from)
    }

    /// The text that leads from one block of a fault to another, or the first raw block or override
    /// among them: a circle may be found at a block of formwork's own, and somebody closed it.
    fn named(&self, fault: &Fault) -> Option<Place> {
        let mut addresses = fault.addresses().iter();
        let closing = self.spots.closing(fault.addresses()).cloned();
        closing.or_else(|| {
            addresses.find_map(|to| nearest_place_of(&self.stack.raw, to, &[], Aim::Value))
        })
    }
}

/// The overrides that conflict with what is not overridden.
fn conflicts(stack: &Stack, made: &[Made]) -> Vec<Problem> {
    if stack.raw.overrides.is_empty() {
        return Vec::new();
    }
    let mut module = Module::default();
    for made in made {
        module.add(made.blocks.clone());
    }
    check_conflicts(stack, &module)
}

/// The texts of environments that would show a sensitive value.
fn exposed(stack: &Stack, module: &[(&str, &Body)]) -> Vec<Problem> {
    let mut texts = Spots::of_environments(stack)
        .filter(|(.., text)| text.plain().is_none())
        .peekable();
    if texts.peek().is_none() {
        return Vec::new();
    }
    let toolchain = toolchains(stack).last().copied().unwrap_or_default();
    let exposed = Exposed::new(module, toolchain);
    let problem = |(_, variable, text): (Entry<'_>, &str, &Written)| {
        let what = exposed.by(&text.as_string().to_string(), text.references())?;
        let message = format!("`{variable}` would show {what}, which is sensitive");
        let help = HELP_WITH_SECRET;
        let label = "readable in the plan and in the task definition";
        let problem = Problem::new(Code::SecretInEnvironment, message);
        Some(problem.at(text.place(), label).help(help))
    };
    texts.filter_map(problem).collect()
}

/// What a value is that formwork itself wants for a string.
fn not_a_string(finding: &Finding) -> Option<&str> {
    let is_variable =
        finding.path.len() == 5 && finding.address.starts_with("aws_ecs_task_definition.");
    match &finding.fault {
        Fault::Argument(argument) if is_variable && argument.function == "tostring" => {
            Some(&argument.found)
        }
        _ => None,
    }
}

fn no_string(place: &Place, found: &str) -> Problem {
    let message = format!("the value of a variable is a string, and this is {found}");
    Problem::new(Code::WrongType, message)
        .at(place, "of another type")
        .help(
            "pick one value, or make a text of all: `${join(\",\", ...)}` or `${jsonencode(...)}`",
        )
}

/// The overrides of addresses that formwork does not make.
fn unknown_overrides(stack: &Stack, made: &[Made]) -> Vec<Problem> {
    let applied: BTreeSet<&str> = made
        .iter()
        .flat_map(|made| made.applied.addresses.iter().map(String::as_str))
        .collect();
    let overrides = stack.raw.overrides.iter();
    overrides
        .filter(|change| !applied.contains(change.address().as_str()))
        .map(|change| unknown_override(stack, made, change))
        .collect()
}

fn unknown_override(stack: &Stack, made: &[Made], change: &Override) -> Problem {
    let address = change.address();
    let mut blocks = stack.raw.blocks.iter();
    let own = blocks.find(|block| block.kind == RawKind::Resource && block.address() == address);
    if let Some(block) = own {
        let message = format!("`{address}` is not made by formwork, so it needs no override");
        return Problem::new(Code::UnknownAddress, message)
            .at(&change.place, "changes a block of your own")
            .at(&block.place, "declared here")
            .help("change it where it is declared");
    }
    let known = made.iter().flat_map(|made| made.declarations.addresses());
    let known: Vec<&str> = known.filter(|address| is_resource(address)).collect();
    let help = match closest(&address, known.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => of_type(&known, &change.of_type),
    };
    Problem::new(
        Code::UnknownAddress,
        format!("formwork makes no `{address}`"),
    )
    .at(&change.place, "overrides nothing")
    .help(help)
}

fn of_type(known: &[&str], of_type: &str) -> String {
    let start = format!("{of_type}.");
    let same = known.iter().filter(|address| address.starts_with(&start));
    let same: Vec<&str> = same.copied().collect();
    if same.is_empty() {
        return "hcl-out has the addresses; a resource of your own is `[resource.TYPE.NAME]`"
            .to_owned();
    }
    format!("use one of: {}", crate::problem::list(same))
}

fn is_resource(address: &str) -> bool {
    address.starts_with("aws_")
}

/// What is said to be removed and is declared all the same.
fn still_declared(stack: &Stack, made: &[Made]) -> Vec<Problem> {
    let declared: BTreeSet<&str> = made
        .iter()
        .flat_map(|made| made.declarations.addresses())
        .collect();
    let modules = stack.raw.blocks.iter();
    let modules: BTreeSet<String> = modules
        .filter(|block| block.kind == RawKind::Module)
        .map(crate::stack::RawBlock::address)
        .collect();
    let removed = stack.raw.removed.iter();
    removed
        .filter(|removed| {
            declared.contains(removed.from.as_str()) || modules.contains(&removed.from)
        })
        .map(|removed| {
            let message = format!("`{}` is removed, and is still there", removed.from);
            Problem::new(Code::StillDeclared, message)
                .at(&removed.place, "declared by this stack")
                .help("take the resource out of the stack, or this entry of `[[removed]]`")
        })
        .collect()
}

/// The words beside the marked place.
fn label(code: Code) -> &'static str {
    match code {
        Code::UnknownArgument => "not an argument of this block",
        Code::UnknownResourceType => "not a type of the provider",
        Code::ComputedArgument => "only AWS sets it",
        Code::WrongType | Code::BlockForArgument => "of another form",
        Code::DuplicateAddress => "declared again",
        Code::UnknownReference | Code::UnknownAttribute => "refers to nothing",
        Code::SelfReference | Code::ReferenceCycle => "closes a circle",
        Code::UnknownFunction | Code::FunctionArguments => "the call",
        Code::UndeclaredProvider => "of another provider",
        Code::UncheckedProvider => "not checked",
        Code::Deprecated => "deprecated",
        _ => "here",
    }
}

/// What to type instead, in the words of TOML where those of HCL would not help.
fn help(finding: &Finding) -> String {
    if finding.code == Code::UndeclaredProvider {
        return "declare it: `[terraform.required_providers]` `NAME = { source = \"NAMESPACE/TYPE\", version = \"...\" }`"
            .to_owned();
    }
    match (&finding.fault, &finding.help) {
        (Fault::BlockExpected(name), _) => {
            format!("write `{name}` as a table, `{name} = {{ ... }}`, or as an array of tables")
        }
        (_, Some(help)) => match finding
            .elsewhere
            .filter(|line| *line == ProviderLine::NEWEST)
        {
            Some(line) => format!("{help}: write `versions = [\"{line}\"]` in `[provider]`"),
            None => help.clone(),
        },
        (Fault::ArgumentMissing(name), None) => format!("add `{name} = ...`"),
        (Fault::BlockCount(name), None) => format!(
            "write one block `{name}` as a table, several as an array of tables, as many as the provider takes"
        ),
        (Fault::Circle(_), None) => {
            "take a reference out of the circle: put what the blocks share into `[locals]`"
                .to_owned()
        }
        (_, None) => help_of_code(finding.code).to_owned(),
    }
}

/// What to type instead, where the code alone says what is wrong.
fn help_of_code(code: Code) -> &'static str {
    match code {
        Code::UncheckedProvider => "run `terraform -chdir=hcl-out validate` when it has changed",
        Code::Deprecated => "use what the documentation of the provider names instead",
        Code::OutOfScope => "add `count` or `for_each` to the block, or write the value itself",
        Code::UnknownFunction | Code::FunctionArguments => {
            "see \"Functions\" in the documentation of the Terraform language"
        }
        Code::UnknownReference | Code::UnknownAttribute => {
            "declare it, or refer to what hcl-out has"
        }
        _ => "see the documentation of the Terraform language or of the AWS provider",
    }
}
