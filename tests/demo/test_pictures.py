"""The pictures of the demo: drawn alike on every machine, and described in both languages."""

import hashlib
import io

import pytest
from demo.art import PICTURES
from PIL import Image, ImageStat

EVERY_PICTURE = pytest.mark.parametrize("slug", sorted(PICTURES))


@EVERY_PICTURE
def test_is_a_wide_picture_with_something_on_it(slug: str) -> None:
    image = Image.open(io.BytesIO(PICTURES[slug].jpeg()))
    assert image.format == "JPEG"
    assert 1600 <= image.width <= 2400
    assert image.width > image.height
    assert max(ImageStat.Stat(image).stddev) > 10


def test_is_drawn_alike_each_time() -> None:
    first, second = (hashlib.sha256(PICTURES["network"].draw().tobytes()).hexdigest() for _ in range(2))
    assert first == second


@EVERY_PICTURE
def test_says_in_both_languages_what_it_shows_and_who_made_it(slug: str) -> None:
    picture = PICTURES[slug]
    assert picture.description_en != picture.description_fr
    for text in (picture.description_en, picture.description_fr):
        assert 30 < len(text) <= 255
        assert text.endswith(".")
    assert picture.title
    assert picture.title_fr
    assert picture.credit


def test_focal_points_lie_inside_their_pictures() -> None:
    points = [picture.focal_point for picture in PICTURES.values() if picture.focal_point]
    assert points
    assert all(0 < share < 1 for point in points for share in point)
