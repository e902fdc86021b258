//! The code has the files of volumes in directories, and may write where the mount lets it.

use crate::rustc::{Crate, code, stack_rs, stderr};

const MANIFEST: &str = r#"
[stack]
name = "wiki"

[service.web]
image = "wiki:1"
mounts = { files = "/mnt/files", shared = { path = "/mnt/shared", read_only = true } }

[service.web.sidecar.index]
command = ["/index"]
mounts = { shared = "/srv/shared", search = "/srv/search" }

[volume.files]

[volume.shared]

[volume.search]
"#;

#[test]
fn the_code_finds_its_files() {
    let calls = "    let files = environment.files();
    let pages: &std::path::Path = files.read().path();
    let _ = files.write().path().join(pages);
    let _ = environment.shared().read().path();
    let _: &String = &environment.shared_path;
";
    let deny = ["--deny=warnings".to_owned()];
    let output = Crate::new(&stack_rs(MANIFEST, "web"), &code(calls)).check("rustc", &deny);
    assert!(output.status.success(), "{}", stderr(&output));
}

/// The container beside it may write to `shared`, and alone has `search`: the code has neither.
#[test]
fn what_is_not_mounted_for_it_does_not_compile() {
    let rust = stack_rs(MANIFEST, "web");
    for (call, said) in [
        (
            "shared().write()",
            "service `web` cannot write volume `shared`",
        ),
        (
            "search().read()",
            "service `web` cannot read volume `search`",
        ),
    ] {
        let calling = format!("    let _ = environment.{call};\n");
        let output = Crate::new(&rust, &code(&calling)).check("rustc", &[]);
        assert!(!output.status.success(), "{call} compiles");
        let ours = stderr(&output);
        assert!(ours.contains(said), "`{said}` is not in\n{ours}");
        assert!(ours.contains("in `mounts` of [service.web]"), "{ours}");
    }
    assert!(!rust.contains("SEARCH_PATH"), "{rust}");
}
