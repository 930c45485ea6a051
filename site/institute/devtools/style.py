"""House style that no linter knows: words to avoid in code and documentation, and class names that are used twice.

Run by ``make lint``. The reasons for the words, and what to write instead, are in CONTRIBUTING.md.
"""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from institute.settings.environment import BASE_DIR

CHECKED_SUFFIXES = {".py", ".html", ".md", ".js", ".css"}
WORDS = re.compile(
    r"\b(told|untold|whoever|whomever|lest|hang(s|ing)? on|hung on|stand(s|ing)? (for|in|there)|whose turn|"
    r"tak(e|es|en|ing) leave|hear(s)? of|bear(s)? upon|of its own accord|so to speak|be it)\b",
    re.IGNORECASE,
)
# This file and CONTRIBUTING.md name the words; what is quoted in the demo and in test data is content.
EXEMPT = re.compile(r"^(site/institute/devtools/style\.py|CONTRIBUTING\.md|site/demo/|tests/.*/(data|files|goldens)/)")
PACKAGES = ("site/bibliography/", "site/institute/", "home/", "directory/", "publications/")
# Django finds commands by this name.
SHARED_CLASS_NAMES = {"Command"}


def main() -> int:
    """Print every violation with its file and line; return the exit code."""
    files = _tracked_files()
    problems = [*_words(files), *_repeated_class_names(files)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def _tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=BASE_DIR, check=True, capture_output=True, text=True)
    names = listed.stdout.splitlines()
    return [name for name in names if Path(name).suffix in CHECKED_SUFFIXES and (BASE_DIR / name).exists()]


def _words(files: list[str]) -> Iterator[str]:
    for name in files:
        if EXEMPT.match(name):
            continue
        for number, line in enumerate((BASE_DIR / name).read_text().splitlines(), start=1):
            if match := WORDS.search(line):
                yield f"{name}:{number}: avoid “{match[0]}”; see “Language” in CONTRIBUTING.md"


def _repeated_class_names(files: list[str]) -> Iterator[str]:
    places = defaultdict(list)
    for name in files:
        if not name.startswith(PACKAGES) or not name.endswith(".py") or "/migrations/" in name:
            continue
        for node in ast.parse((BASE_DIR / name).read_text()).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{name}:{node.lineno}")
    for class_name, found in sorted(places.items()):
        if len(found) > 1 and class_name not in SHARED_CLASS_NAMES:
            yield f"{found[1]}: the class name {class_name} is already used in {found[0]}"


if __name__ == "__main__":
    sys.exit(main())
