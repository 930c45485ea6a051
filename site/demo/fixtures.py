"""The facts of the demo, as they stand in `site/demo/data`; every person and paper names its source."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def facts(name: str) -> list[dict[str, Any]]:
    """One file of facts: institutions, topics, memberships, people, venues, publications or abstracts."""
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return rows
