"""Applies stacks to an AWS emulator, plans again, destroys, and looks for what is left.

`tests/emulator/run` starts it; README.md says what it proves. Each stack has an emulator and a
directory of its own, so they run side by side: Terraform spends most of the time waiting.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from containers import check_containers
from emulator import Failed, emulated
from policies import check_policies
from secrets_search import check_secrets
from served import check_service

HERE = Path(__file__).parent
STACKS = {
    "committed": HERE.parent.parent / "stack.toml",
    "three_services": HERE / "stacks/three_services.toml",
    "nat_per_az": HERE / "stacks/nat_per_az.toml",
    "queues_and_secrets": HERE / "stacks/queues_and_secrets.toml",
    "topics_and_tables": HERE / "stacks/topics_and_tables.toml",
    "production": HERE.parent / "scanners/production.toml",
}
# The stack that the API is compiled against.
SERVED = "committed"
# What must survive `terraform destroy` where the environment is named production. moto protects no
# load balancer, and nobody has put objects into the buckets.
PROTECTED = {"aws_db_instance.taskdb"}


def main():
    names = sys.argv[1:] or list(STACKS)
    if unknown := set(names) - set(STACKS):
        sys.exit(f"no stack {', '.join(sorted(unknown))}; there are {', '.join(STACKS)}")

    start = time.monotonic()
    with ThreadPoolExecutor(len(names)) as pool:
        passed = list(pool.map(check_stack, names))
    print(f"{sum(passed)} of {len(passed)} stacks passed in {time.monotonic() - start:.0f} s")
    sys.exit(0 if all(passed) else 1)


def check_stack(name):
    """The loop over one stack; True if every step ended as it should."""
    try:
        with emulated(name, STACKS[name].read_text(), is_served=name == SERVED) as stack:
            before = stack.inventory()
            stack.step("init", stack.init)
            stack.step("plan", stack.terraform, 300, "plan", "-out=first.tfplan")
            stack.step("apply", stack.terraform, 900, "apply", "first.tfplan")
            stack.step("was made", expect_something, stack, before)
            # 2 is the exit status of a plan that would change something.
            stack.step("plan again", stack.terraform, 300, "plan", "-detailed-exitcode")
            stack.step("policies", check_policies, stack)
            stack.step("containers", check_containers, stack)
            if name == SERVED:
                stack.step("serves", check_service, stack)
            stack.step("no secrets", check_secrets, stack)
            if name == "production":
                stack.step("protected", expect_protection, stack)
            else:
                stack.step("destroy", stack.terraform, 900, "destroy", "-auto-approve")
                stack.step("nothing left", expect_nothing, stack, before)
        return True
    except Failed:
        return False


def expect_something(stack, before):
    """Guards the last step: an inventory that sees nothing would find nothing left."""
    made = stack.inventory() - before
    if len(made) < 40:
        raise Failed(f"the inventory sees only {len(made)} of the things that were made")
    return f"{len(made)} things in the account"


def expect_protection(stack):
    """Production is not destroyed by a slip: AWS refuses, and what holds data is still there."""
    targets = [f"-target={address}" for address in sorted(PROTECTED)]
    try:
        stack.terraform(300, "destroy", "-auto-approve", *targets)
    except Failed as refused:
        left = set(stack.run_offline(60, "state", "list").split())
        if not left >= PROTECTED:
            raise Failed(f"destroyed: {', '.join(sorted(PROTECTED - left))}\n{refused}") from None
        return f"{', '.join(PROTECTED)} is still there"
    raise Failed("destroy was not refused")


# `skip_destroy`: revisions stay, so that ECS can go back to them, and cost nothing.
KEPT = "ecs list_task_definitions "


def expect_nothing(stack, before):
    left = {thing for thing in stack.inventory() - before if not thing.startswith(KEPT)}
    if left:
        raise Failed("\n".join(sorted(left)))


if __name__ == "__main__":
    main()
