"""Names the lines of src/ that no test runs, and fails where they are too many.

usage: uncovered.py LCOV LEAST     what `llvm-cov export` wrote, and the least percentage
"""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent


def main():
    lcov, least = sys.argv[1:]
    files = parse(Path(lcov).read_text())
    print()
    for name, lines in sorted(files.items()):
        missed = [n for n, count in sorted(lines.items()) if count == 0]
        if missed:
            print(f"{name}: {', '.join(spans(missed))}")
    counts = [count for lines in files.values() for count in lines.values()]
    percent = 100 * sum(count > 0 for count in counts) / len(counts)
    print(f"\n{percent:.1f} % of {len(counts)} lines of src/ (at least {least} %)")
    if percent < float(least):
        raise SystemExit("too many lines that no test runs")


def parse(lcov):
    """How often each line was run, by file; a line is run where any binary ran it."""
    files, lines = {}, {}
    for record in lcov.splitlines():
        kind, _, value = record.partition(":")
        if kind == "SF":
            lines = files.setdefault(str(Path(value).relative_to(REPOSITORY.resolve())), {})
        elif kind == "DA":
            number, count = map(int, value.split(",")[:2])
            lines[number] = max(count, lines.get(number, 0))
    return files


def spans(numbers):
    """3, 4, 5, 9 as 3-5, 9."""
    found = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return [str(a) if a == b else f"{a}-{b}" for a, b in found]


main()
