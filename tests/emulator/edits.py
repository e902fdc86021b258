"""Edits one key of the committed stack.toml at a time and compares what a plan would do with
edits.toml. At last applies all edits that are marked for it at once, and plans again.

`tests/emulator/run edits` starts it. One emulator serves all edits; their plans change nothing.
"""

import re
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from emulator import Failed, emulated, report

HERE = Path(__file__).parent
KINDS = ("create", "update", "replace", "delete")


def main():
    manifest = (HERE.parent.parent / "stack.toml").read_text()
    edits = tomllib.loads((HERE / "edits.toml").read_text())["edit"]
    try:
        with emulated("committed", manifest) as stack:
            stack.step("init", stack.init)
            stack.step("apply", stack.terraform, 900, "apply", "-auto-approve")
            with ThreadPoolExecutor(2) as pool:
                wrong = sum(pool.map(lambda edit: check_edit(stack, manifest, edit), edits))
            apply_at_once(stack, manifest, [edit for edit in edits if edit.get("apply")])
    except Failed:
        sys.exit(1)
    print(f"{len(edits) - wrong} of {len(edits)} edits change what they should")
    sys.exit(1 if wrong else 0)


def check_edit(stack, manifest, edit):
    """Plans one edit; True if it does anything else than edits.toml says."""
    name = edit["name"]
    try:
        edited = stack.edited(name, apply_edit(manifest, edit))
        # Nothing but this program has touched the emulator, so the state need not be refreshed.
        changes = edited.changes("-refresh=false")
    except Failed as failure:
        report("edit", name, "FAILED", failure)
        return True
    actual = {(kind_of(actions), address) for address, actions in changes.items()}
    actual = {(kind, address) for kind, address in actual if kind}
    expected = [(kind, pattern) for kind in KINDS for pattern in edit.get(kind, [])]
    problems = [
        *(f"unexpected: {kind} {address}" for kind, address in sorted(actual)
          if not any(matches(kind, address, *item) for item in expected)),
        *(f"missing: {kind} {pattern}" for kind, pattern in expected
          if not any(matches(*change, kind, pattern) for change in actual)),
    ]  # fmt: skip
    report("edit", name, "FAILED" if problems else f"ok  {len(actual)} changes", "\n".join(problems))
    return bool(problems)


def apply_edit(manifest, edit):
    for old, new in edit["text"].items():
        if manifest.count(old) != 1:
            raise Failed(f"stack.toml does not have `{old}` once")
        manifest = manifest.replace(old, new)
    return manifest


def kind_of(actions):
    """The word of edits.toml for the actions of a plan; None for none."""
    if set(actions) == {"create", "delete"}:
        return "replace"
    return actions[0] if actions[0] in KINDS else None


def matches(kind, address, expected_kind, pattern):
    regex = re.escape(pattern).replace(r"\*", ".*")
    return kind == expected_kind and re.fullmatch(regex, address) is not None


def apply_at_once(stack, manifest, edits):
    for edit in edits:
        manifest = apply_edit(manifest, edit)
    stack.synthesize(manifest)
    stack.step("apply edits", stack.terraform, 900, "apply", "-auto-approve")
    stack.step("plan again", stack.terraform, 300, "plan", "-detailed-exitcode")


if __name__ == "__main__":
    main()
