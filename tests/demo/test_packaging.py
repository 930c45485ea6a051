"""The demo is part of a checkout, and of no deployment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from hatchling.builders.wheel import WheelBuilder

from institute.settings.environment import BASE_DIR
from tests.test_settings import PRODUCTION


def test_the_wheel_leaves_the_demo_out(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(BASE_DIR)).build(directory=str(tmp_path), versions=["standard"])
    with ZipFile(wheel) as archive:
        packages = {name.partition("/")[0] for name in archive.namelist()}
    assert packages >= {"institute", "home", "publications", "directory"}
    assert "demo" not in packages


def test_production_starts_without_the_demo() -> None:
    """As from the wheel: with every package of the site loaded, none has imported the demo."""
    program = (
        "import json, sys, django\n"
        "django.setup()\n"
        "import institute.urls\n"
        "from django.core.management import get_commands\n"
        "print(json.dumps([name for name in (*sys.modules, *get_commands()) if name in ('demo', 'load_demo')]))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "institute.settings.production", **PRODUCTION},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(result.stdout) == []
