"""Root modules are applied, imported, and planned again as formwork writes them, over the same state: nothing changes.

`tests/emulator/run imported` starts it, with names of modules for those alone. The modules are those of modules/, and
what formwork makes of stacks.
"""

import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from certificates import Certificates
from edits import apply_edit
from emulator import Failed, Stack, emulated, execute, moto
from environments import ORDERS, WITHOUT
from loop import STACKS

MODULES = Path(__file__).parent / "modules"
# As people and CDKTF write them.
WRITTEN = sorted(path.name for path in MODULES.iterdir())
# What formwork makes of a stack is a root module too.
MADE = {
    **STACKS,
    "minimal": MODULES.parent.parent.parent / "examples/minimal/stack.toml",
    "orders": ORDERS,
}


def main():
    all_modules = [*WRITTEN, *MADE]
    names = sys.argv[1:] or all_modules
    if unknown := set(names) - set(all_modules):
        sys.exit(f"no module {', '.join(sorted(unknown))}; there are {', '.join(all_modules)}")
    with ThreadPoolExecutor(4) as pool:
        passed = list(pool.map(check, names))
    print(f"{sum(passed)} of {len(passed)} modules are planned without a change after an import")
    sys.exit(0 if all(passed) else 1)


def check(name):
    try:
        if name in WRITTEN:
            check_written(name)
        else:
            manifest = MADE[name].read_text()
            if name == "orders":
                manifest = apply_edit(manifest, WITHOUT)
            with emulated(name, manifest) as stack:
                there_and_back(stack)
        return True
    except Failed:
        return False


def check_written(name):
    with tempfile.TemporaryDirectory() as work:
        shutil.copytree(MODULES / name, Path(work, "module"))
        certificates = Certificates(work, "127.0.0.1", "127.0.0.1")
        with moto(Path(work, "moto.log"), certificates, {}) as (endpoint, _):
            there_and_back(Written(name, Path(work), endpoint))


class Written(Stack):
    """A root module that no manifest made."""

    def __init__(self, name, work, endpoint):
        self.name, self.work, self.endpoint = name, work, endpoint
        self.printed = []
        self.root, self.data = work / "module", work / "data"
        self.keep_state()


def there_and_back(stack):
    stack.step("init", stack.init)
    stack.step("apply", stack.terraform, 900, "apply", "-auto-approve")
    stack.step("import", import_back, stack)
    stack.step("init again", stack.init)
    # 2 is the exit status of a plan that would change something.
    stack.step("plan", stack.terraform, 300, "plan", "-detailed-exitcode")


def import_back(stack):
    """The root module is then what formwork makes of it, with its state."""
    made = stack.root / "hcl-out"
    command = [os.environ["IMPORTED"], stack.root, made]
    execute(60, {"PATH": os.environ["PATH"]}, *command)
    # docs/import.md says that both move along.
    for file in ("terraform.tfstate", "terraform.tfvars"):
        if (stack.root / file).exists():
            shutil.copy(stack.root / file, made)
    stack.root = made
    stack.keep_state()


if __name__ == "__main__":
    main()
