//! What a `stack.toml` is put together from: the sections of the stack first, then entries and raw blocks in the order
//! of the files.

use std::collections::BTreeSet;

use super::choice::{Choice, Entry};
use super::document::{self, Section};
use super::item::{Item, Member};
use super::settings::Settings;
use crate::schema::ProviderLine;

const HEADING: [&str; 3] = [
    "A root module of Terraform, taken over by `cargo formwork import`: what stands below [stack] is",
    "Terraform's own words, and each block has the address that it had there.",
    "docs/import.md of formwork says how to go on.",
];

const HEADING_WITH_ENTRIES: [&str; 3] = [
    "A root module of Terraform, taken over by `cargo formwork import`: entries where formwork makes the",
    "same blocks, and Terraform's own words for the rest. Each block has the address that it had there.",
    "docs/import.md of formwork says how to go on.",
];

/// A module that is said in raw blocks alone.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) settings: Settings,
    pub(super) line: ProviderLine,
    pub(super) sections: Vec<Section>,
    /// The blocks of which nothing is there, by file and order: told already.
    pub(super) left_out: BTreeSet<(String, usize)>,
}

/// The `stack.toml`.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) text: String,
    pub(super) entries: usize,
    /// How many raw blocks there are.
    pub(super) blocks: usize,
}

impl Parts {
    /// The addresses that something else has moved to.
    pub(super) fn moved(&self) -> BTreeSet<String> {
        let is_moved = |member: &Member| member.name == "renamed_from";
        let moved = self
            .sections
            .iter()
            .filter(|it| it.members.iter().any(is_moved));
        moved.filter_map(Section::address).collect()
    }

    /// The text, with the entries of a choice in the place of the blocks that they make.
    pub(super) fn made(&self, choice: &Choice) -> Made {
        let blocks = self.with_entries(choice);
        let is_locals = |section: &&Section| section.path == ["locals"];
        let locals = blocks.iter().find(is_locals);
        let raw = blocks.len() - choice.entries.len();
        let heading = if choice.entries.is_empty() {
            HEADING
        } else {
            HEADING_WITH_ENTRIES
        };
        let mut sections = self.of_stack(choice);
        let count = raw + locals.map_or(0, |section| section.members.len() - 1);
        sections.extend(blocks);
        Made {
            text: document::text(&heading, &sections),
            entries: choice.entries.len(),
            blocks: count,
        }
    }

    /// Each entry stands where the resource stood that has its name, below the comments of its blocks.
    fn with_entries(&self, choice: &Choice) -> Vec<Section> {
        let made = choice.blocks();
        let mut sections: Vec<Section> = Vec::new();
        // The name of a file whose first block is gone, and comments that stood below such a block.
        let (mut heading, mut carried) = (None, Vec::new());
        for section in &self.sections {
            let address = section.address().unwrap_or_default();
            let mut section = section.clone();
            if section.heading.is_some() {
                heading = section.heading.take();
            }
            let entry = choice.entries.iter().find(|entry| entry.address == address);
            if let Some(entry) = entry {
                section = Section {
                    above: self.comments(entry, choice),
                    below: section.below,
                    ..entry.section.clone()
                };
            } else if made.contains(address.as_str()) {
                let last = sections.last_mut().map(|last| &mut last.below);
                last.unwrap_or(&mut carried).append(&mut section.below);
                continue;
            }
            section.heading = heading.take();
            section.above.splice(0..0, carried.drain(..));
            sections.push(section);
        }
        sections
    }

    /// The comments of all blocks of an entry, but for those that formwork writes there too.
    fn comments(&self, entry: &Entry, choice: &Choice) -> Vec<String> {
        let is_of_entry = |section: &&Section| {
            let address = section.address();
            address.is_some_and(|address| entry.blocks.contains(&address))
        };
        let sections = self.sections.iter().filter(is_of_entry);
        let comments = sections.flat_map(Section::comments);
        comments
            .filter(|line| !choice.comments.contains(line))
            .collect()
    }

    /// The sections of the stack itself.
    pub(super) fn of_stack(&self, choice: &Choice) -> Vec<Section> {
        let settings = &self.settings;
        let lines = if choice.holds_in_all_lines {
            &ProviderLine::ALL[..]
        } else {
            std::slice::from_ref(&self.line)
        };
        let lines = lines.iter().map(|line| Item::text(line.number()));
        let mut provider = vec![Member::new("versions", Item::List(lines.collect()))];
        provider.extend(settings.provider.iter().cloned());
        let mut sections = vec![
            Section::new(["stack"], self.stack(choice)),
            Section::new(["provider"], provider),
        ];
        let mut terraform = Vec::new();
        if !settings.backend.is_empty() {
            terraform.push(Member::new(
                "backend",
                Item::Table(settings.backend.clone()),
            ));
        }
        if !settings.providers.is_empty() {
            let providers = settings.providers.iter();
            let providers = providers.map(|(name, it)| Member::new(name, Item::Table(it.clone())));
            terraform.push(Member::new(
                "required_providers",
                Item::Table(providers.collect()),
            ));
        }
        if !terraform.is_empty() {
            sections.push(Section::new(["terraform"], terraform));
        }
        sections.extend(choice.alarms.clone());
        sections
    }

    /// `[stack]`
    fn stack(&self, choice: &Choice) -> Vec<Member> {
        let none = |name: &str| Member::new(name, Item::text(""));
        let tag_names = ["project", "environment", "managed_by"].map(none).to_vec();
        let text = |name: &str, text: &str| Member::new(name, Item::text(text));
        let mut stack = vec![text("name", &choice.stack)];
        stack.extend(choice.environment.map(|it| text("environment", it)));
        let region = self.settings.region.as_deref();
        stack.extend(region.map(|region| text("region", region)));
        stack.push(Member::new("bare", Item::Bool(true)));
        stack.push(Member::new("tag_names", Item::Table(tag_names)));
        if !self.settings.tags.is_empty() {
            let tags = Item::Table(self.settings.tags.clone());
            stack.push(Member::new("tags", tags));
        }
        stack
    }
}
