"""
`make messages`: collects the strings to translate into French, and compiles the translations.

Babel does the work of the GNU gettext programs, which a fresh machine does not have; Django's own reader of templates
prepares them for it. What Wagtail and the other packages translate is theirs.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template as django_template

from institute.settings.environment import BASE_DIR

LANGUAGE = "fr"
PACKAGES = ("site/bibliography", "site/institute", "home", "directory", "publications")
FOLDER = BASE_DIR / "site" / "institute" / "locale" / LANGUAGE / "LC_MESSAGES"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS = ("Translators",)


def main() -> int:
    if not settings.configured:
        settings.configure()  # Django's reader of templates asks for nothing that has no default.
    catalog = collected()
    path = FOLDER / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        with path.open("rb") as file:
            translated = read_po(file, locale=LANGUAGE)
        translated.update(catalog, no_fuzzy_matching=True, update_creation_date=False)
        catalog = translated
    with path.open("wb") as file:
        write_po(file, catalog, sort_by_file=True, include_lineno=False, width=119, omit_header=False)
    compile_translations()
    untranslated = [message for message in catalog if message.id and not is_translated(message)]
    print(f"{len(catalog)} strings, {len(untranslated)} of them still to translate, in {path.relative_to(BASE_DIR)}")
    return 0


def is_translated(message: Message) -> bool:
    """A message with plural forms is translated once every form is."""
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(forms)


def compile_translations() -> None:
    with (FOLDER / "django.po").open("rb") as source, (FOLDER / "django.mo").open("wb") as target:
        write_mo(target, read_po(source, locale=LANGUAGE))


def collected() -> Catalog:
    """Every string of our own code and templates."""
    catalog = Catalog(locale=LANGUAGE, project="Institute", charset="utf-8", fuzzy=False)
    for path in sources():
        method: Any = extract_python if path.suffix == ".py" else extract_template
        with path.open("rb") as file:
            for line, message, comments, context in extract(method, file, KEYWORDS, COMMENT_TAGS):
                place = str(path.relative_to(BASE_DIR))
                catalog.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return catalog


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((BASE_DIR / package).rglob("*")):
            generated = "migrations" in path.parts or "development" in path.parts
            if path.suffix in {".py", ".html", ".txt"} and not generated:
                yield path


def extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """
    The strings of a Django template, which Django turns into something like Python for gettext.

    Its indentation means nothing, so it is read between brackets, where Python does not care.
    """
    source = django_template.templatize(file.read().decode(), origin=getattr(file, "name", None))
    return extract_python(BytesIO(f"(\n{source}\n)".encode()), keywords, comment_tags, options)


if __name__ == "__main__":
    sys.exit(main())
