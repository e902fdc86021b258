//! The page of a code.

use formwork::Code;
use formwork::kind::Kinds;

use crate::outcome::Failed;
use crate::output::{Output, Paint};

/// The code of a name, as reports print it or as `[lints]` has it.
pub(super) fn find(name: &str, kinds: &Kinds) -> Option<Code> {
    let codes = kinds.codes().into_iter();
    let mut named =
        codes.filter(|code| code.name() == name || (code.is_lint() && code.key() == name));
    named.next()
}

pub(super) fn print(code: Code, output: &mut Output<'_>) -> Result<(), Failed> {
    let title = output.paint(Paint::Bold, format_args!("# {}", code.name()));
    output.line(format_args!("{title}\n"))?;
    let levels = [false, true].map(|is_production| code.default_level(is_production));
    if let [Some(development), Some(production)] = levels {
        output.line(format_args!(
            "A lint: `{development}` in development, `{production}` in production, unless `[lints]` \
             sets `{}`.\n",
            code.key()
        ))?;
    }
    for line in code.explain().trim_end().lines() {
        if line.starts_with("### ") {
            let heading = output.paint(Paint::Bold, line.trim_start_matches('#').trim());
            output.line(format_args!("## {heading}"))?;
        } else {
            output.line(line)?;
        }
    }
    Ok(())
}
