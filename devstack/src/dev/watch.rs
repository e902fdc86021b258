//! Whether a file has changed that the programs are built of. Cargo says which these are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What tells two versions of a file apart; nothing where there is none.
type Stamp = Option<(SystemTime, u64)>;

#[derive(Debug)]
pub(super) struct Watch {
    /// A build writes there, so what changes there is its own.
    ignored: PathBuf,
    stamps: BTreeMap<PathBuf, Stamp>,
}

impl Watch {
    pub(super) fn new(ignored: &Path) -> Self {
        Self {
            ignored: canonical(ignored),
            stamps: BTreeMap::new(),
        }
    }

    /// What changes from here on, the next build may not see.
    pub(super) fn before_a_build(&mut self) {
        for (path, stamp) in &mut self.stamps {
            *stamp = stamp_of(path);
        }
    }

    /// Watches these files too.
    pub(super) fn after_a_build(&mut self, sources: &[PathBuf], own: [&Path; 2]) {
        let all = sources.iter().map(PathBuf::as_path).chain(own);
        let all = all.map(canonical);
        let mut stamps = BTreeMap::new();
        for path in all.filter(|path| !path.starts_with(&self.ignored)) {
            let before = self.stamps.get(&path);
            let stamp = before.copied().unwrap_or_else(|| stamp_of(&path));
            stamps.insert(path, stamp);
        }
        self.stamps = stamps;
    }

    pub(super) fn has_changed(&self) -> bool {
        let mut stamps = self.stamps.iter();
        stamps.any(|(path, stamp)| stamp_of(path) != *stamp)
    }
}

fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn stamp_of(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn write(path: &Path, text: &str) {
        let mut file = fs::File::create(path).expect("a file");
        file.write_all(text.as_bytes()).expect("written");
    }

    #[test]
    fn a_change_during_a_build_is_one_that_the_next_build_sees() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = |name: &str| directory.path().join(name);
        let (source, manifest) = (path("main.rs"), path("stack.toml"));
        write(&source, "a");
        write(&manifest, "a");
        fs::create_dir(path("hcl-out")).expect("a directory");
        let generated = path("hcl-out/main.tf");
        write(&generated, "a");

        let mut watch = Watch::new(&path("hcl-out"));
        let build = |watch: &mut Watch| {
            watch.after_a_build(&[source.clone(), generated.clone()], [&manifest, &manifest]);
        };
        watch.before_a_build();
        build(&mut watch);
        assert!(!watch.has_changed());
        write(&generated, "longer");
        assert!(!watch.has_changed(), "a build has written it");

        write(&manifest, "longer");
        assert!(watch.has_changed());
        watch.before_a_build();
        assert!(!watch.has_changed());
        write(&source, "longer");
        build(&mut watch);
        assert!(watch.has_changed(), "this build may not have seen it");

        watch.before_a_build();
        fs::remove_file(&source).expect("removed");
        assert!(watch.has_changed());
    }
}
