//! The raw blocks of the `stack.toml`, in the order of the files.

use std::collections::BTreeSet;

use hcl_edit::Decorate;
use hcl_edit::structure::{Block, BlockLabel, Body};

use super::body::members;
use super::comments::{above, lines as comment_lines};
use super::constants::Constants;
use super::document::Section;
use super::item::{Item, Member};
use super::meaning::address;
use super::module::{Module, Spot};
use super::parts::Parts;
use super::refactoring::{self, Moves};
use super::settings::{Reader, Settings};
use super::shape_of;
use super::strip::Kept;
use crate::hcl::is_identifier;
use crate::schema::ProviderLine;

/// Says a module.
pub(super) fn sections(module: &Module, kept: &[(&str, Kept)], line: ProviderLine) -> Parts {
    let bodies = kept.iter().map(|(_, kept)| &kept.body);
    let constants = Constants::new(bodies);
    let mut reader = Reader {
        module,
        constants: &constants,
        settings: Settings::default(),
        has_provider: false,
    };
    for (file, kept) in kept {
        reader.read(file, kept);
    }
    let mut maker = Maker {
        module,
        line,
        has_provider: reader.has_provider,
        settings: reader.settings,
        sections: Vec::new(),
        moves: Moves::default(),
        locals: None,
        aliases: BTreeSet::new(),
        left_out: BTreeSet::new(),
        used: BTreeSet::new(),
        comments: Vec::new(),
    };
    maker.read_moves(kept);
    for (file, kept) in kept {
        maker.file(file, kept, kept_count(module) > 1);
    }
    maker.finish()
}

fn kept_count(module: &Module) -> usize {
    module.files.len()
}

struct Maker<'m> {
    module: &'m Module,
    line: ProviderLine,
    /// Whether the module configures AWS.
    has_provider: bool,
    settings: Settings,
    sections: Vec<Section>,
    moves: Moves<'m>,
    /// Which section is `[locals]`.
    locals: Option<usize>,
    aliases: BTreeSet<String>,
    left_out: BTreeSet<(String, usize)>,
    /// The local names of the providers that blocks need.
    used: BTreeSet<String>,
    /// Those above what becomes no table.
    comments: Vec<String>,
}

impl<'m> Maker<'m> {
    fn read_moves(&mut self, kept: &'m [(&'m str, Kept)]) {
        let mut declared = BTreeSet::new();
        for (file, kept) in kept {
            for (block, index) in kept.body.blocks().zip(&kept.indices) {
                match block.ident.as_str() {
                    "resource" | "module" => {
                        declared.insert(address(block));
                    }
                    "moved" => {
                        let spot = Spot::of(file, *index);
                        self.moves.add(self.module, block, &spot);
                    }
                    _ => {}
                }
            }
        }
        self.moves.check(self.module, &declared);
    }

    fn file(&mut self, file: &'m str, kept: &'m Kept, has_others: bool) {
        let mut heading = has_others.then(|| file.to_owned());
        for (block, index) in kept.body.blocks().zip(&kept.indices) {
            let spot = Spot::of(file, *index);
            let before = self.sections.len();
            self.block(block, &spot);
            if let Some(section) = self.sections.get_mut(before) {
                section.heading = heading.take();
            }
        }
        let rest = kept.body.decor().suffix();
        let mut rest = rest.map_or_else(Vec::new, |rest| comment_lines(rest));
        rest.splice(0..0, std::mem::take(&mut self.comments));
        if let Some(section) = self.sections.last_mut() {
            section.below = rest;
        }
    }

    fn block(&mut self, block: &'m Block, spot: &Spot<'m>) {
        let mut comments = std::mem::take(&mut self.comments);
        comments.extend(above(block.decor()));
        let labels: Vec<&str> = block.labels.iter().map(BlockLabel::as_str).collect();
        let mut section = match (block.ident.as_str(), labels.as_slice()) {
            ("locals", _) => return self.add_locals(&block.body, comments),
            ("provider", [name]) => self.alias(name, block, spot),
            ("import", _) => refactoring::import(self.module, block, spot),
            ("removed", _) => refactoring::removed(self.module, block, spot),
            ("terraform" | "moved", _) => None,
            (ident, labels) => Some(self.raw(ident, labels, block)),
        };
        match &mut section {
            Some(section) => section.above = comments,
            // What is said of a setting stands above what follows it.
            None => self.comments = comments,
        }
        if section.is_none() && matches!(block.ident.as_str(), "import" | "removed") {
            self.leave_out(spot);
        }
        self.sections.extend(section);
    }

    fn raw(&mut self, ident: &str, labels: &[&str], block: &Block) -> Section {
        let (shape, level) = shape_of(block, &[self.line]);
        let mut members = members(&block.body, shape, level);
        if matches!(ident, "resource" | "module") {
            members.extend(self.renamed_from(block));
        }
        self.use_providers(block, labels);
        Section::new([ident].iter().chain(labels).copied(), members)
    }

    fn leave_out(&mut self, spot: &Spot<'_>) {
        self.left_out.insert((spot.file.to_owned(), spot.structure));
    }

    /// All local values stand in one table.
    fn add_locals(&mut self, body: &Body, comments: Vec<String>) {
        let mut locals = members(
            body,
            crate::raw::Shape::Blocks(&[]),
            crate::raw::Level::Nested,
        );
        let known = self.locals.and_then(|index| self.sections.get_mut(index));
        if let Some(section) = known {
            if let Some(first) = locals.first_mut() {
                first.above.splice(0..0, comments);
            }
            section.members.extend(locals);
            return;
        }
        if locals.is_empty() {
            return;
        }
        self.locals = Some(self.sections.len());
        self.sections.push(Section {
            above: comments,
            ..Section::new(["locals"], locals)
        });
    }

    fn alias(&mut self, provider: &str, block: &Block, spot: &Spot<'_>) -> Option<Section> {
        let alias = block.body.get_attribute("alias")?.value.as_str();
        let Some(alias) = alias.filter(|alias| is_identifier(alias)) else {
            self.module.lost(
                spot,
                "the alias of a provider is a name that is written down",
            );
            self.leave_out(spot);
            return None;
        };
        if !self.aliases.insert(alias.to_owned()) {
            let message = format!(
                "`{provider}.{alias}`: `[provider_alias.{alias}]` is that of another provider"
            );
            self.module.lost(spot, message);
            self.leave_out(spot);
            return None;
        }
        let (shape, level) = shape_of(block, &[self.line]);
        let mut all = members(&block.body, shape, level);
        all.retain(|member| member.name != "alias");
        if provider == "aws" {
            let has = |name: &str| all.iter().any(|member| member.name == name);
            if !has("region") {
                let message =
                    format!("`aws.{alias}` has no region of its own: it gets that of the stack");
                self.module.changed(spot, message);
            }
            if !has("default_tags") && !self.settings.tags.is_empty() {
                all.push(Member::new("default_tags", Item::Table(Vec::new())));
            }
        } else {
            self.used.insert(provider.to_owned());
            all.insert(0, Member::new("provider", Item::text(provider)));
        }
        Some(Section::new(["provider_alias", alias], all))
    }

    fn renamed_from(&mut self, block: &Block) -> Option<Member> {
        let mut names = self.moves.take(&address(block));
        let item = match names.len() {
            0 => return None,
            1 => Item::Text(names.remove(0)),
            _ => Item::List(names.into_iter().map(Item::Text).collect()),
        };
        Some(Member::new("renamed_from", item))
    }

    fn use_providers(&mut self, block: &Block, labels: &[&str]) {
        if !matches!(block.ident.as_str(), "resource" | "data") {
            return;
        }
        let of_type = labels.first().copied().unwrap_or_default();
        let prefix = of_type.split('_').next().unwrap_or_default();
        let named = block.body.get_attribute("provider");
        let named = named.map(|it| super::meaning::of(&it.value));
        let named = named
            .as_deref()
            .map(|it| it.split('.').next().unwrap_or(it).trim_matches('"'));
        self.used.insert(named.unwrap_or(prefix).to_owned());
    }

    fn finish(mut self) -> Parts {
        std::mem::take(&mut self.moves).tell_rest(self.module);
        for provider in &self.used {
            let is_known = ["aws", "terraform"].contains(&provider.as_str());
            if !is_known && !self.settings.providers.contains_key(provider) {
                let source = Item::Text(format!("hashicorp/{provider}"));
                let members = vec![Member::new("source", source)];
                self.settings.providers.insert(provider.clone(), members);
            }
        }
        if self.used.contains("aws") && !self.has_provider {
            let first = self
                .module
                .files
                .first()
                .map_or("", |file| file.name.as_str());
            let message = "no file configures the provider `aws`: `stack.region` is us-east-1 until you write another";
            self.module.changed(&Spot::of(first, 0), message);
        }
        Parts {
            settings: self.settings,
            line: self.line,
            sections: self.sections,
            left_out: self.left_out,
        }
    }
}
