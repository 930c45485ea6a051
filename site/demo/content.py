"""The content of the demo, as read from its files.

`data/*.json` holds rows: people, publications, vocabularies, and what describes the pictures and documents. The names of
most values are those of the model's fields; `source` says where the facts come from and is not loaded.

`pages/*.yaml` holds one editorial page each. Its values are those of the model's fields, where

- a mapping `{en: …, fr: …}` is a text in both languages, typeset as it is published. A blank line separates the elements
  of rich text, and `{page:about}` or `{paper:Title}` in it stands for the id of a page;
- `!page about`, `!paper Title`, `!picture night` and `!document reading-list` are references;
- a list is a StreamField, each item of which is the name of a block with its value.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FOLDER = Path(__file__).parent

# Parents come before their children, and children in the order of the menu.
PAGES = ("home", "directory", "publications", "humanity", "programs", "news", "about", "attention", "open-data")


class Reference(NamedTuple):
    """A reference to another part of the demo by its key, such as `!page about`."""

    kind: str
    key: str


class _Loader(yaml.SafeLoader):
    """The safe loader, with a tag for each kind of reference."""


def _reference(loader: yaml.SafeLoader, kind: str, node: yaml.ScalarNode) -> Reference:
    return Reference(kind, str(loader.construct_scalar(node)))


_Loader.add_multi_constructor("!", _reference)


@cache
def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of `data/<name>.json`."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "data" / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def page_data(key: str) -> dict[str, Any]:
    """Return the values of the page of `pages/<key>.yaml`."""
    found: dict[str, Any] = yaml.load((FOLDER / "pages" / f"{key}.yaml").read_text(encoding="utf-8"), _Loader)
    return found
