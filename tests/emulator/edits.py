"""Edits a stack.toml, and compares what a plan would do with edits.toml: which resources it changes, and that an
apply takes nothing away that is still in use. At last applies all edits that are marked for it at once, and plans again.

A stack of edits.toml is the committed stack.toml with some texts replaced.

`tests/emulator/run edits` starts it, with names of edits for those alone. One emulator serves all edits; their plans change nothing.
"""

import re
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import order
from emulator import Failed, emulated, report

HERE = Path(__file__).parent
KINDS = ("create", "update", "replace", "delete")


def main():
    committed = (HERE.parent.parent / "stack.toml").read_text()
    stacks = tomllib.loads((HERE / "edits.toml").read_text())["stack"]
    stacks = [stack for stack in map(only_named, stacks) if stack["edit"]]
    try:
        wrong = sum(check_stack(stack, committed) for stack in stacks)
    except Failed as failure:
        sys.exit(str(failure))
    count = sum(len(stack["edit"]) for stack in stacks)
    print(f"{count - wrong} of {count} edits change what they should, in an order that leaves nothing in use without it")
    sys.exit(1 if wrong else 0)


def only_named(stack):
    """The stack with the edits that the command line names, all of them where it names none."""
    names = sys.argv[1:]
    return stack | {"edit": [each for each in stack["edit"] if not names or each["name"] in names]}


def check_stack(stack, committed):
    """Applies a stack and checks its edits; how many of them are wrong."""
    manifest, edits = apply_edit(committed, stack), stack["edit"]
    with emulated(stack["name"], manifest) as applied:
        applied.step("init", applied.init)
        applied.step("apply", applied.terraform, 900, "apply", "-auto-approve")
        with ThreadPoolExecutor(2) as pool:
            wrong = sum(pool.map(lambda edit: check_edit(applied, manifest, edit), edits))
        apply_at_once(applied, manifest, [edit for edit in edits if edit.get("apply")])
    return wrong


def check_edit(stack, manifest, edit):
    """Plans one edit; True if it does anything else than edits.toml says."""
    name = edit["name"]
    try:
        edited = stack.edited(name, apply_edit(manifest, edit))
        # Nothing but this program has touched the emulator, so the state need not be refreshed.
        plan, graph = edited.plan("-refresh=false")
    except (Failed, RuntimeError) as failure:
        report("edit", name, "FAILED", failure)
        return True
    changes = {each["address"]: each["change"]["actions"] for each in plan["resource_changes"]}
    actual = {(kind_of(actions), address) for address, actions in changes.items()}
    actual = {(kind, address) for kind, address in actual if kind}
    expected = [(kind, pattern) for kind in KINDS for pattern in edit.get(kind, [])]
    gaps = [regex_of(pattern) for pattern in edit.get("gap", [])]
    problems = [
        *(f"unexpected: {kind} {address}" for kind, address in sorted(actual)
          if not any(matches(kind, address, *item) for item in expected)),
        *(f"missing: {kind} {pattern}" for kind, pattern in expected
          if not any(matches(*change, kind, pattern) for change in actual)),
        *order.problems(plan, graph, gaps),
    ]  # fmt: skip
    report("edit", name, "FAILED" if problems else f"ok  {len(actual)} changes", "\n".join(problems))
    return bool(problems)


def apply_edit(manifest, edit):
    for table in edit.get("remove", []):
        manifest = without_table(manifest, table)
    for old, new in edit.get("text", {}).items():
        if manifest.count(old) != 1:
            raise Failed(f"stack.toml does not have `{old}` once")
        manifest = manifest.replace(old, new)
    return manifest


def without_table(manifest, table):
    """Without a table of that name: from its header to the next one."""
    shorter, count = re.subn(rf"(?ms)^\[{re.escape(table)}\]$.*?(?=^\[)", "", manifest)
    if count != 1:
        raise Failed(f"stack.toml does not have `[{table}]` once")
    return shorter


def kind_of(actions):
    """The word of edits.toml for the actions of a plan; None for none."""
    if set(actions) == {"create", "delete"}:
        return "replace"
    return actions[0] if actions[0] in KINDS else None


def matches(kind, address, expected_kind, pattern):
    return kind == expected_kind and re.fullmatch(regex_of(pattern), address) is not None


def regex_of(pattern):
    return re.escape(pattern).replace(r"\*", ".*")


def apply_at_once(stack, manifest, edits):
    for edit in edits:
        manifest = apply_edit(manifest, edit)
    stack.synthesize(manifest)
    stack.step("apply edits", stack.terraform, 900, "apply", "-auto-approve")
    stack.step("plan again", stack.terraform, 300, "plan", "-detailed-exitcode")


if __name__ == "__main__":
    main()
