//! What a `build.rs` adds to its stack, as far as its text tells.

use std::fs;
use std::path::Path;

/// What a build knows and a `stack.toml` alone does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Additions {
    /// Blocks and overrides of `main_with` or `run_with`.
    pub(crate) blocks: bool,
    /// Kinds of entry, by `.kind::<…>()`.
    pub(crate) kinds: bool,
}

impl Additions {
    /// Those of a build script; none if it cannot be read.
    pub(crate) fn of(build_script: &Path) -> Self {
        fs::read_to_string(build_script)
            .map_or_else(|_| Self::default(), |text| Self::in_text(&text))
    }

    fn in_text(text: &str) -> Self {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code: String = code.collect::<Vec<_>>().join("\n");
        let calls = |name: &str| code.contains(&format!(".{name}("));
        Self {
            blocks: calls("main_with") || calls("run_with"),
            kinds: code.contains(".kind::<"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Additions;

    #[test]
    fn calls_count_and_comments_do_not() {
        let plain = "// .main_with(…) would add blocks\nBuild::of_service(\"api\").main(&out)";
        assert_eq!(Additions::in_text(plain), Additions::default());
        let more = "Build::of_service(\"api\")\n    .kind::<Mailer>()\n    .main_with(&out, add)";
        let both = Additions {
            blocks: true,
            kinds: true,
        };
        assert_eq!(Additions::in_text(more), both);
    }
}
