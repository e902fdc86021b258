"""Which arguments a plan without changes says something about, measured.

`tests/emulator/run proven` starts it. An argument is proven if the provider reads it back: then a
plan compares what was asked for with what the emulator has. Otherwise it compares Terraform's state
with itself. So: apply, spoil one argument of each resource in the state, refresh, and see whether
the truth comes back; then the next argument.
"""

import copy
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from emulator import Failed, emulated

STACK = Path(__file__).with_name("stacks") / "three_services.toml"


def main():
    try:
        with emulated("three_services", STACK.read_text()) as stack:
            stack.step("init", stack.init)
            stack.step("plan", stack.terraform, 300, "plan", "-out=first.tfplan")
            stack.step("apply", stack.terraform, 900, "apply", "first.tfplan")
            verdicts = measure(stack)
    except Failed as failure:
        sys.exit(str(failure))
    for verdict in ("asked with", "not read back"):
        print(f"\n{verdict}:")
        print("\n".join(sorted(name for name, found in verdicts.items() if found == verdict)))
    proven = sum(verdict == "read back" for verdict in verdicts.values())
    print(f"\n{proven} of {len(verdicts)} arguments are read back")


def measure(stack):
    """What happens to a spoiled argument, by resource type and argument."""
    truth = json.loads(state_of(stack).read_text())
    todo = written_arguments(stack, truth)
    verdicts = {}
    while any(todo.values()):
        turn = {address: paths.pop() for address, paths in todo.items() if paths}
        verdicts |= spoil_and_refresh(stack, truth, turn)
    return verdicts


def spoil_and_refresh(stack, truth, turn):
    """Spoils an argument of each resource. Where the provider then asks AWS for a thing that there
    is not, it ends with an error, and the others are tried again without that one."""
    verdicts = {}
    while turn:
        spoiled = copy.deepcopy(truth)
        for address, instance in instances(spoiled):
            if path := turn.get(address):
                put(instance["attributes"], path, spoil(get(instance["attributes"], path)))
        state_of(stack).write_text(json.dumps(spoiled))
        try:
            stack.run_offline(300, "apply", "-no-color", "-refresh-only", "-auto-approve")
            break
        except Failed as failure:
            culprits = set(re.findall(r'with ([\w.]+(?:\["[^"]+"\])?)', str(failure))) & set(turn)
            if not culprits:
                raise
            for address in culprits:
                verdicts[name(address, turn.pop(address))] = "asked with"
    before = dict(instances(spoiled))
    after = dict(instances(json.loads(state_of(stack).read_text())))
    for address, path in turn.items():
        argument = name(address, path)
        if address not in after:
            verdicts[argument] = "asked with"
        elif get(after[address]["attributes"], path) == get(before[address]["attributes"], path):
            verdicts[argument] = "not read back"
        else:
            verdicts[argument] = "read back"
    return verdicts


def written_arguments(stack, truth):
    """The paths of all arguments in hcl-out/, each by one resource that has it."""
    plan = json.loads(stack.run_offline(60, "show", "-json", "first.tfplan"))
    written = {
        resource["address"]: resource.get("expressions", {})
        for resource in plan["configuration"]["root_module"]["resources"]
    }
    seen, found = set(), defaultdict(list)
    for address, instance in instances(truth):
        for path in paths(written[address.partition("[")[0]], instance["attributes"]):
            if name(address, path) not in seen:
                seen.add(name(address, path))
                found[address].append(path)
    return found


def paths(expression, value):
    """The paths of the scalars that the configuration sets and the state has."""
    if isinstance(expression, list):  # blocks
        pairs = ((index, *pair) for index, pair in enumerate(zip(expression, value)))
    elif expression.keys() & {"constant_value", "references"}:  # an argument
        return scalars(value)
    else:  # a block
        pairs = ((key, expression[key], value[key]) for key in sorted(expression.keys() & value.keys()))
    return [(step, *rest) for step, inner, below in pairs if below is not None for rest in paths(inner, below)]


def scalars(value):
    if isinstance(value, dict):
        return [(key, *rest) for key in sorted(value) for rest in scalars(value[key])]
    if isinstance(value, list):
        return [(0, *rest) for below in value[:1] for rest in scalars(below)]
    return [()] if value is not None else []


def instances(state):
    for resource in state["resources"]:
        for instance in resource["instances"]:
            key = f"[\"{instance['index_key']}\"]" if "index_key" in instance else ""
            yield f"{resource['type']}.{resource['name']}{key}", instance


def name(address, path):
    inner = ".".join(step for step in path if isinstance(step, str))
    return f"{address.split('.')[0]}.{inner}"


def get(value, path):
    for step in path:
        try:
            value = value[step]
        except (IndexError, KeyError, TypeError):
            return None
    return value


def put(value, path, new):
    get(value, path[:-1])[path[-1]] = new


def spoil(value):
    """Another value of the same type; of JSON, another document."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if value[:1] in ("{", "["):
        return json.dumps(type(json.loads(value))())
    return f"{value}x"


def state_of(stack):
    return stack.work / "hcl-out" / "terraform.tfstate"


if __name__ == "__main__":
    main()
