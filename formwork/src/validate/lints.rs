//! `[lints]`: which findings fail a build, and why some do not.

use std::collections::BTreeMap;

use crate::kind::Problems;
use crate::level::{Level, Setting};
use crate::lint::LINTS;
use crate::manifest::{Key, LintSetting, Manifest};
use crate::problem::{Code, Problem, help_one_of};

/// The settings that can be read; each of the others has a problem.
pub(super) fn lints(manifest: &Manifest, problems: &mut Problems) -> BTreeMap<Code, Setting> {
    let settings = manifest.lints.iter();
    let settings = settings.filter(|(key, _)| !manifest.is_unread(&["lints", key.get()]));
    settings
        .filter_map(|(key, entry)| problems.keep(setting(key, entry)))
        .collect()
}

fn setting(key: &Key, entry: &LintSetting) -> Result<(Code, Setting), Problem> {
    let keys: Vec<String> = LINTS.iter().map(|lint| lint.code.key()).collect();
    let lint = LINTS
        .iter()
        .zip(&keys)
        .find(|(_, known)| *known == key.get());
    let Some((lint, _)) = lint else {
        return Err(
            Problem::new(Code::UnknownKey, format!("unknown lint `{}`", key.get()))
                .at(key.span(), "not a lint")
                .help(help_one_of(key.get(), keys.iter().map(String::as_str))),
        );
    };
    let Some(level) = &entry.level else {
        return Err(missing(key, "level", "write `allow`, `warn` or `deny`"));
    };
    let reason = entry
        .reason
        .as_ref()
        .map(|reason| reason.get().as_written().trim().to_owned());
    let reason = reason.filter(|reason| !reason.is_empty());
    if *level.get() == Level::Allow && reason.is_none() {
        let help = format!(
            "write `{} = {{ level = \"allow\", reason = \"why it is right here\" }}`",
            key.get()
        );
        return Err(missing(key, "reason", &help).at(level.span_or(&key.span()), "waived here"));
    }
    let setting = Setting {
        level: *level.get(),
        reason,
        span: key.span(),
    };
    Ok((lint.code, setting))
}

fn missing(key: &Key, what: &str, help: &str) -> Problem {
    let message = format!("the lint `{}` has no `{what}`", key.get());
    Problem::new(Code::MissingKey, message)
        .at(key.span(), format!("`{what}` is missing here"))
        .help(help)
}
