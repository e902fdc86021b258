"""The environments of one stack in one account: each is applied and planned again, its roles reach nothing of the
others, and one is destroyed while the others stay as they were.

`tests/emulator/run environments` starts it. The stack is that of examples/orders, without what moto does not have.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from account import Account
from edits import apply_edit
from emulator import Failed, emulated
from loop import KEPT
from policies import allowed

ORDERS = Path(__file__).parent.parent.parent / "examples/orders/stack.toml"
GITHUB = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
# moto has neither users of ElastiCache nor settings of CloudFront.
WITHOUT = {
    "remove": ["cache.quotes", "site.www"],
    "text": {
        ', quotes = ["connect"]': "",
        ', www = ["invalidate"]': "",
        'site.www.domain = "www.staging.shop.acme.example"\n': "",
        'site.www.domain = "www.shop.acme.com"\n': "",
        # An account has one of these, which the stack without overlays makes here.
        "[env.staging]\n": f"[env.staging]\nrepository.shop.github_provider_arn = \"{GITHUB}\"\n",
        "[env.production]\n": f"[env.production]\nrepository.shop.github_provider_arn = \"{GITHUB}\"\n",
    },
}
ENVIRONMENTS = ("staging", "production")
DESTROYED = "staging"
# Allowed on this, an action is one for which AWS has no resource.
NOTHING = "arn:aws:none:us-east-1:123456789012:nothing"


def main():
    try:
        with emulated("orders", apply_edit(ORDERS.read_text(), WITHOUT)) as stack:
            roots = [stack, *(stack.environment(name) for name in ENVIRONMENTS)]
            each(roots, "init", lambda root: root.init())
            each(roots, "apply", lambda root: root.terraform(1200, "apply", "-auto-approve"))
            each(roots, "plan again", lambda root: root.terraform(300, "plan", "-detailed-exitcode"))
            stack.step("policies", check_reach, stack, roots)
            gone = next(root for root in roots if root.name == DESTROYED)
            gone.step("destroy", check_destroy, stack, gone)
            left = [root for root in roots if root is not gone]
            each(left, "plan again", lambda root: root.terraform(300, "plan", "-detailed-exitcode"))
    except Failed:
        sys.exit(1)


def each(roots, title, action):
    """A step of every root at once."""
    with ThreadPoolExecutor(len(roots)) as pool:
        list(pool.map(lambda root: root.step(title, action, root), roots))


def check_reach(stack, roots):
    """A role is allowed something in its own environment, and nothing in another one."""
    policies = Account(stack.endpoint).roles()
    things = {root.name: things_of(root) for root in roots} | {"nothing": {NOTHING: [NOTHING]}}
    problems, count = [], 0
    for root in roots:
        for role in values_of(root, "name", "aws_iam_role"):
            reached = {name: allowed(policies[role], things[name]) for name in things}
            own = reached.pop(root.name)
            anywhere = {action for action, _ in reached.pop("nothing")}
            # That of monitoring has a policy of AWS alone, and the one below names a topic of others.
            if not own and policies[role] and not role.endswith("-failed-deployments"):
                problems.append(f"{role} may do nothing in {root.name}")
            for name, pairs in reached.items():
                others = sorted(pair for pair in pairs if pair[0] not in anywhere)
                problems += [f"{role} may {action} on {arn} of {name}" for action, arn in others]
            count += 1
    if problems:
        raise Failed("\n".join(problems))
    return f"{count} roles reach their own environment alone"


def check_destroy(stack, gone):
    """The plans after it say whether anything of the others went too."""
    before = stack.inventory()
    gone.terraform(900, "destroy", "-auto-approve")
    lost = {thing for thing in before - stack.inventory() if not thing.startswith(KEPT)}
    if len(lost) < 40:
        raise Failed(f"only {len(lost)} things of {gone.name} went")
    return f"{len(lost)} things went"


def things_of(root):
    """What an environment made, by its ARN, and what is in its buckets."""
    arns = set(values_of(root, "arn")) | set(secrets_of(root))
    return {arn: [arn, f"{arn}/a"] if arn.startswith("arn:aws:s3:") else [arn] for arn in arns}


def secrets_of(root):
    """The secrets that RDS made for databases."""
    for secrets in values_of(root, "master_user_secret"):
        yield from (secret["secret_arn"] for secret in secrets)


def values_of(root, attribute, kind=None):
    state = json.loads((root.root / "terraform.tfstate").read_text())
    for resource in state["resources"]:
        # The ARN of a target of events is that of what others made.
        is_own = resource["mode"] == "managed" and resource["type"] != "aws_cloudwatch_event_target"
        if is_own and kind in (None, resource["type"]):
            for instance in resource["instances"]:
                if value := instance["attributes"].get(attribute):
                    yield value


if __name__ == "__main__":
    main()
