"""Adds hosts to a stack and drops them, wildcards too, in every order: one at a time, from every set of
them to every other that differs by one. Each is applied, and the plan after that is empty.

`tests/emulator/run hosts` starts it. Only the certificate and its records are applied.
"""

import sys

from emulator import Failed, emulated

# The last two are proven by one and the same record, and so are the first and the domain.
HOSTS = ("*.shop.acme.example", "admin.acme.example", "*.admin.acme.example")
STACK = """
[stack]
name = "shop"

[domain]
name = "shop.acme.example"
zone = "acme.example"

[service.api]
image = "nginx:1.29"

[service.admin]
image = "nginx:1.29"
paths = ["/admin/*"]
"""
TARGETS = (
    "aws_acm_certificate.main",
    "aws_acm_certificate_validation.main",
    "aws_route53_record.certificate_validation",
)


def main():
    try:
        with emulated("hosts", manifest(frozenset())) as stack:
            stack.step("init", stack.init)
            stack.step("apply", apply, stack)
            walk = list(every_step())
            for before, after in walk:
                stack.synthesize(manifest(after))
                stack.step(title(before, after), apply, stack)
    except Failed:
        sys.exit(1)
    print(f"{len(walk)} steps from one set of hosts to another, each applied and complete")


def manifest(hosts):
    if not hosts:
        return STACK
    listed = ", ".join(f'"{host}"' for host in sorted(hosts))
    return f"{STACK}hosts = [{listed}]\n"


def title(before, after):
    (host,) = before ^ after
    return f"{'add' if host in after else 'drop'} {host}"


def apply(stack):
    """Applies, and plans again: both as if the stack had nothing else."""
    targets = [f"-target={target}" for target in TARGETS]
    stack.terraform(300, "apply", "-auto-approve", *targets)
    # 2 is the exit status of a plan that would change something.
    stack.terraform(300, "plan", "-detailed-exitcode", *targets)


def every_step():
    """A walk over all sets of hosts that takes each step from one to another once, both ways
    (Hierholzer)."""
    start = frozenset()
    steps = {}
    path, walk = [start], []
    while path:
        here = path[-1]
        left = steps.setdefault(here, list(HOSTS))
        if left:
            path.append(here ^ {left.pop()})
        else:
            walk.append(path.pop())
    walk.reverse()
    return zip(walk, walk[1:])


if __name__ == "__main__":
    main()
