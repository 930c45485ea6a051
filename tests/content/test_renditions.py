"""Pictures in pages: nobody waits for a large one, and a page is shown without one that cannot be made."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from institute.accounts.models import User
from institute.content.models import Change, Image, Rendition
from tests.content.test_uploads import png
from tests.factories.home import ImageFactory, SectionPageFactory
from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db

MISSING = "icons/missing-picture.svg"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def waiting(settings: Any) -> Iterator[list[tuple[Any, ...]]]:
    """Keep what is left to the worker, in order."""
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    from django_tasks import task_backends

    task_backends["background"].clear()
    yield task_backends["background"].results
    task_backends["background"].clear()


def make_image(width: int, height: int) -> Image:
    image: Image = ImageFactory(file=ContentFile(png(width, height), name="photo.png"))
    return image


def printed(image: Image) -> str:
    template = Template(
        "{% load wagtailimages_tags %}{% picture image format-{webp,jpeg} width-{480,960} alt='Stars' %}"
    )
    return template.render(Context({"image": image}))


def fail(*args: Any, **kwargs: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.slow
def test_large_picture_is_left_to_the_worker(
    waiting: list[Any], django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image(6000, 4000)
    with pytest.MonkeyPatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr("PIL.PngImagePlugin.PngImageFile.load", fail)
        html = printed(image)
        printed(Image.objects.get(pk=image.pk))
    assert MISSING in html
    assert 'alt="Stars"' in html
    assert 'width="960"' in html or 'width="480"' in html
    assert not Rendition.objects.exists()
    (request,) = waiting
    request.task.func(*request.args, **request.kwargs)
    assert Rendition.objects.count() == 4
    html = printed(Image.objects.get(pk=image.pk))
    assert MISSING not in html
    assert ".webp 960w" in html
    assert Change.objects.filter(subject_type="content.image", subject_id=image.pk).exists()


def test_worker_makes_only_the_renditions_that_are_missing(
    waiting: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    image = make_image(6000, 4000)
    with django_capture_on_commit_callbacks(execute=True):
        printed(image)
    (request,) = waiting
    for _time in range(2):
        request.task.func(*request.args, **request.kwargs)
    assert Rendition.objects.count() == 4
    image.delete()
    request.task.func(*request.args, **request.kwargs)


def test_small_picture_is_made_at_once() -> None:
    html = printed(make_image(640, 480))
    assert MISSING not in html
    assert Rendition.objects.count() == 4


def test_picture_beyond_the_limit_is_never_decoded(waiting: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image(8000, 8000)
    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", lambda *args: pytest.fail("decoded"))
    assert MISSING in printed(image)
    assert waiting == []


def test_upload_of_a_large_picture_answers_without_decoding_it(
    waiting: list[Any], client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "a good long password"))
    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", lambda *args: pytest.fail("decoded"))
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image(6000, 4000)
        chosen = client.get(reverse("wagtailimages_chooser:chosen", args=[image.pk]))
        for address in (reverse("wagtailimages:index"), reverse("wagtailimages:edit", args=[image.pk])):
            assert client.get(address).status_code == 200
    assert MISSING in chosen.content.decode()
    assert waiting


@pytest.mark.parametrize("cause", ["full", "missing", "damaged"])
def test_page_and_api_are_whole_where_a_picture_cannot_be_made(
    cause: str, site_tree: SiteTree, client: Client, monkeypatch: pytest.MonkeyPatch, media: Path
) -> None:
    image = make_image(640, 480)
    SectionPageFactory(
        parent=site_tree.home["en"], slug="programs", hero_image=image, hero_image_decorative=True, social_image=image
    )
    with pytest.MonkeyPatch.context() as patch:
        if cause == "full":
            patch.setattr("institute.content.storage.tempfile.mkstemp", fail)
        else:
            original = Path(image.file.path)
            content = original.read_bytes()
            original.write_bytes(content[:50]) if cause == "damaged" else original.unlink()
        page = client.get("/en/programs/")
        api = client.get("/api/v1/resolve?path=/en/programs/")
    assert page.status_code == 200
    html = page.content.decode()
    assert MISSING in html
    assert "og:image" not in html
    assert "not-found" not in html
    assert api.status_code == 200
    assert MISSING not in api.content.decode()
    assert not Rendition.objects.exists()
    if cause == "full":
        caches["memory"].clear()
        assert MISSING not in client.get("/en/programs/").content.decode()
        assert "og:image" in client.get("/en/programs/").content.decode()


def test_rendition_that_cannot_be_stored_leaves_no_file_and_is_logged_once(
    media: Path, caplog: pytest.LogCaptureFixture
) -> None:
    image = make_image(640, 480)
    before = sorted(media.rglob("*.*"))
    save = Rendition._meta.get_field("file").storage._save
    stored: list[str] = []

    def second_fails(name: str, content: Any) -> str:
        if stored:
            fail()
        stored.append(save(name, content))
        return stored[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rendition._meta.get_field("file").storage, "_save", second_fails)
        for _time in range(3):
            assert MISSING in printed(Image.objects.get(pk=image.pk))
    assert stored
    assert sorted(media.rglob("*.*")) == before
    assert len([record for record in caplog.records if "no renditions" in record.message]) == 1


@pytest.mark.parametrize(
    "path",
    [
        "a" * 300 + ".png",
        "a" * 5000,
        "a/" * 3000,
        "%00",
        "a%00.png",
        "../original_images/photo.png",
        "..%2foriginal_images%2fphoto.png",
        "a.png/b",
        "%ff",
        "",
    ],
)
def test_address_that_is_no_rendition_is_not_found(
    path: str, site_tree: SiteTree, client: Client, media: Path
) -> None:
    (media / "images").mkdir(parents=True)
    (media / "images" / "a.png").write_bytes(b"x")
    make_image(8, 8)
    assert client.get(f"/media/images/{path}", follow=True).status_code == 404


def test_rendition_is_served_for_a_day(site_tree: SiteTree, client: Client, media: Path) -> None:
    (media / "images").mkdir(parents=True)
    (media / "images" / "a.png").write_bytes(b"x")
    response = client.get("/media/images/a.png")
    assert response["Cache-Control"] == "public, max-age=86400"
    assert (
        client.get("/media/images/a.png", headers={"If-Modified-Since": response["Last-Modified"]}).status_code == 304
    )
    assert client.head("/media/images/a.png").status_code == 200
