#!/usr/bin/env python3
"""Checks a book that mdBook made: every link between its pages leads to a page, and to a place there.

usage: scripts/book_links.py DIRECTORY
"""

import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    """The ids and the links of one page."""

    def __init__(self, path):
        super().__init__()
        self.ids, self.links = set(), []
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.ids.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


def faults(directory):
    pages = {path.resolve(): Page(path) for path in directory.rglob("*.html")}
    for path, page in sorted(pages.items()):
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            name = path.relative_to(directory.resolve())
            if not target.is_file():
                yield f"{name}: {link}: no such page"
            elif parts.fragment and urllib.parse.unquote(parts.fragment) not in pages[target].ids:
                yield f"{name}: {link}: no such place on that page"


def main():
    directory = pathlib.Path(sys.argv[1])
    found = sorted(set(faults(directory)))
    print("\n".join(found))
    pages = sum(1 for _ in directory.rglob("*.html"))
    sys.exit(f"{len(found)} links lead nowhere" if found or not pages else None)


if __name__ == "__main__":
    main()
