#!/usr/bin/env python3
"""A preprocessor of mdBook: lets a page link to what is not in docs/, as it does in the repository.

Pages get the path that they have in the repository, so links between them stay as they are. A file
that a page links to and that is no page (a source, a manifest) becomes a page at the end of the
book; so does a folder, with the names of what is in it. Fails if a page of docs/ is not in SUMMARY.md.
"""

import json
import pathlib
import posixpath
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FENCED = re.compile(r"^ *(```+).*?^ *\1`*$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"(?<=\]\()([^)\s#]+)|^(\[[^\]]+\]: )([^\s#]+)", re.MULTILINE)
LANGUAGES = {".rs": "rust", ".toml": "toml", ".py": "python", "": "text"}


class Pages:
    """What the book has, and what its links make necessary."""

    def __init__(self, chapters):
        self.chapters = chapters
        self.paths = {chapter["path"] for chapter in chapters}
        self.added = {}

    def page_of(self, path):
        """The page that shows this path of the repository, or None for what has one by itself."""
        if path in self.paths or path.endswith(".md") or not (ROOT / path).exists():
            return None
        if f"{path}/README.md" in self.paths:
            return f"{path}/README.md"
        self.added.setdefault(path, f"{path}.md")
        return self.added[path]

    def with_links(self, content, path):
        """The text of a page at this path, with its links led to pages."""
        folder = posixpath.dirname(path)

        def lead(found):
            prefix, target = found[2] or "", found[1] or found[3]
            if re.match(r"[a-z]+:|#", target):
                return found[0]
            page = self.page_of(posixpath.normpath(posixpath.join(folder, target)))
            return prefix + (posixpath.relpath(page, folder or ".") if page else target)

        text, end = [], 0
        for block in FENCED.finditer(content):
            text += [TARGET.sub(lead, content[end : block.start()]), block[0]]
            end = block.end()
        return "".join(text) + TARGET.sub(lead, content[end:])

    def appended(self):
        """The chapters of files and folders."""
        return [chapter(path, page, shown(path, self.paths)) for path, page in sorted(self.added.items())]


def chapter(path, page, content):
    return {
        "Chapter": {
            "name": path,
            "content": f"# {path}\n\n{content}\n",
            "number": None,
            "sub_items": [],
            "path": page,
            "source_path": None,
            "parent_names": [],
        }
    }


def shown(path, paths):
    """A file as code, a folder as a list."""
    if (ROOT / path).is_dir():
        files = subprocess.run(
            ["git", "ls-files", path], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split()
        return "\n".join(
            f"- [{name}]({posixpath.relpath(name, posixpath.dirname(path))})" if name in paths else f"- `{name}`"
            for name in files
        )
    language = LANGUAGES.get(pathlib.PurePath(path).suffix, "text")
    return f"````{language}\n{(ROOT / path).read_text()}````"


def all_of(items):
    """Every chapter, those below others too."""
    for item in items:
        if isinstance(item, dict) and "Chapter" in item:
            yield item["Chapter"]
            yield from all_of(item["Chapter"]["sub_items"])


def main():
    if sys.argv[1:2] == ["supports"]:
        return
    context, book = json.load(sys.stdin)
    source = posixpath.relpath(pathlib.Path(context["root"]) / context["config"]["book"]["src"], ROOT)
    chapters = list(all_of(book["items"]))
    for each in chapters:
        each["path"] = posixpath.normpath(posixpath.join(source, each["path"]))

    pages = Pages(chapters)
    written = {str(page.relative_to(ROOT)) for page in (ROOT / source).rglob("*.md")}
    if missing := written - pages.paths - {f"{source}/SUMMARY.md"}:
        sys.exit(f"not in {source}/SUMMARY.md: {', '.join(sorted(missing))}")

    for each in chapters:
        each["content"] = pages.with_links(each["content"], each["path"])
    book["items"] += [{"PartTitle": "Files"}, *pages.appended()]
    json.dump(book, sys.stdout)


if __name__ == "__main__":
    main()
