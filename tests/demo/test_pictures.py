"""The pictures of the demo: wide enough for a hero, small enough for a checkout, described in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageStat

from demo.content import rows
from demo.files import DOCUMENTS, PICTURES

EVERY_PICTURE = pytest.mark.parametrize("row", rows("pictures"), ids=lambda row: row["slug"])


@EVERY_PICTURE
def test_picture_is_wide_and_has_something_on_it(row: dict[str, Any]) -> None:
    with Image.open(PICTURES / f"{row['slug']}.jpg") as image:
        assert image.format == "JPEG"
        assert 1600 <= image.width <= 2400
        assert image.width > image.height
        assert max(ImageStat.Stat(image).stddev) > 10


@EVERY_PICTURE
def test_picture_is_described_in_both_languages_and_credited(row: dict[str, Any]) -> None:
    assert row["description_en"] != row["description_fr"]
    for text in (row["description_en"], row["description_fr"]):
        assert 30 < len(text) <= 255
        assert text.endswith(".")
    assert row["title_en"]
    assert row["title_fr"]
    assert row["credit"]


def test_focal_points_are_inside_their_pictures() -> None:
    points = [row["focal_point"] for row in rows("pictures") if "focal_point" in row]
    assert points
    assert all(0 < share < 1 for point in points for share in point)


def test_folders_hold_the_listed_files_and_stay_small() -> None:
    assert {path.name for path in PICTURES.iterdir()} == {f"{row['slug']}.jpg" for row in rows("pictures")}
    assert {path.name for path in DOCUMENTS.iterdir()} == {row["file"] for row in rows("documents")}
    assert sum(path.stat().st_size for folder in (PICTURES, DOCUMENTS) for path in folder.iterdir()) < 3_000_000
