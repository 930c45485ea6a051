"""Uploads are judged by their content, and a file that cannot be stored leaves nothing behind."""

from __future__ import annotations

import errno
import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection
from wagtail.users.models import UserProfile

from institute.accounts.models import User
from institute.content.models import Document, Image
from institute.content.storage import delete_files_on_error
from publications.models import ImportRun

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.7\n1 0 obj"
NOT_STORED = "The file could not be stored"


def png(width: int, height: int) -> bytes:
    """Return a picture in one colour, small on disk whatever its size: one bit a pixel, compressed line by line."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = zlib.compress(b"\0" * ((width + 7) // 8 + 1) * height, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        for name in names:
            parts.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "<x/>")
    return file.getvalue()


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin", "admin@example.org", "a good long password"))
    return client


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def files_below(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


def speak(language: str) -> None:
    """Let the administrator have chosen this language for the admin."""
    profile = UserProfile.get_for_user(User.objects.get())
    profile.preferred_language = language
    profile.save()


def upload(client: Client, kind: str, name: str, content: bytes) -> dict[str, Any]:
    """Upload as the page for many files does."""
    response = client.post(
        reverse(f"wagtail{kind}:add_multiple"),
        {
            "title": name,
            "collection": Collection.get_first_root_node().pk,
            "files[]": SimpleUploadedFile(name, content),
        },
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert response.status_code == 200
    answer: dict[str, Any] = json.loads(response.content)
    return answer


# Content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paper.pdf", PDF),
        ("paper.PDF", b"\xef\xbb\xbf\n" + PDF),
        ("notes.txt", "Été".encode()),
        ("notes.txt", "Été".encode("utf-16")),
        ("notes.txt", "Été".encode("latin-1")),
        ("table.csv", b"a,b\r\n1,2\r\n"),
        ("files.zip", archive("a.txt")),
        ("text.docx", archive("[Content_Types].xml", "word/document.xml")),
        ("talk.pptx", archive("[Content_Types].xml", "ppt/presentation.xml")),
        ("sheet.xlsx", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("text.odt", archive("mimetype", "content.xml")),
    ],
)
def test_document_of_its_type_is_accepted(name: str, content: bytes, admin: Client, media: Path) -> None:
    assert upload(admin, "docs", name, content)["success"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paper.pdf", HTML),
        ("paper.pdf", HTML + PDF),
        ("paper.pdf", b"PK\x03\x04"),
        ("paper.pdf", b"\0\0%PDF-1.4"),
        ("notes.txt", b"\x7fELF\x02\x01\x01\0\0\0"),
        ("table.csv", archive("a.csv")),
        ("files.zip", HTML),
        ("files.zip", b"PK\x03\x04 nothing else"),
        ("text.docx", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("text.docx", HTML + archive("[Content_Types].xml", "word/document.xml")),
        ("sheet.xlsx", PDF),
        ("text.odt", archive("content.xml", "mimetype")),
        ("talk.pptx", archive("ppt/presentation.xml")),
    ],
)
def test_document_of_another_type_is_refused(name: str, content: bytes, admin: Client, media: Path) -> None:
    answer = upload(admin, "docs", name, content)
    assert not answer["success"]
    assert "not what its name says" in answer["error_message"]
    assert not Document.objects.exists()
    assert files_below(media) == []


@pytest.mark.parametrize("name", ["page.html", "page.svg", "page.xhtml", "run.exe", "paper.pdf.html", "paper"])
def test_document_of_a_type_that_is_not_listed_is_refused(name: str, admin: Client, media: Path) -> None:
    assert not upload(admin, "docs", name, PDF)["success"]
    assert not Document.objects.exists()


def test_title_of_a_document_that_was_stored_before_the_rule_can_be_changed(admin: Client, media: Path) -> None:
    document = Document.objects.create(title="Old", file=ContentFile(HTML, name="paper.pdf"))
    data = {"title": "New", "collection": document.collection_id, "tags": ""}
    admin.post(reverse("wagtaildocs:edit", args=[document.pk]), data)
    document.refresh_from_db()
    assert document.title == "New"
    data["file"] = SimpleUploadedFile("paper.pdf", HTML)  # type: ignore[assignment]
    page = admin.post(reverse("wagtaildocs:edit", args=[document.pk]), data).content.decode()
    assert "not what its name says" in page


@pytest.mark.parametrize(
    ("name", "content", "kind", "disposition"),
    [
        ("paper.pdf", PDF, "application/pdf", "inline"),
        ("paper.pdf", HTML, "application/octet-stream", "attachment"),
        ("notes.txt", HTML, "text/plain", "attachment"),
        ("page.html", HTML, "application/octet-stream", "attachment"),
    ],
)
def test_document_is_served_under_the_type_that_its_content_proves(
    name: str, content: bytes, kind: str, disposition: str, admin: Client, media: Path
) -> None:
    document = Document.objects.create(title="Stored", file=ContentFile(content, name=name))
    response = admin.get(document.url)
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"].startswith(disposition)
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", HTML),
        ("photo.jpg", png(4, 4)),
        ("photo.png", PDF),
        ("photo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
        ("photo.png", b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'),
    ],
)
def test_image_of_another_type_is_refused(name: str, content: bytes, admin: Client, media: Path) -> None:
    assert not upload(admin, "images", name, content)["success"]
    assert not Image.objects.exists()
    assert files_below(media) == []


# Pixels


@pytest.mark.parametrize(("language", "words"), [("en", "too many pixels"), ("fr", "trop grand nombre de pixels")])
@pytest.mark.parametrize("side", [8000, 11_000, 20_000])
def test_image_of_too_many_pixels_is_refused_by_its_header(
    side: int, language: str, words: str, admin: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        pytest.fail("The picture was decoded.")

    monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", refuse)
    content = png(side, side)
    assert len(content) < 100_000
    speak(language)
    answer = upload(admin, "images", "photo.png", content)
    assert words in answer["error_message"]
    assert not Image.objects.exists()


# Full and read-only disks


def fail(*args: Any, **kwargs: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FullDisk:
    """A file that takes some bytes and no more."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *args: Any) -> None:
        self.file.close()

    def write(self, data: bytes) -> None:
        self.file.write(data[:2])
        fail()


@pytest.fixture(params=["full", "read-only"])
def failing_disk(request: pytest.FixtureRequest, media: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "full":
        opened = os.fdopen
        monkeypatch.setattr("institute.content.storage.os.fdopen", lambda *args: FullDisk(opened(*args)))
    else:
        # The superuser writes where the mode forbids it: a file in the folder's place stops everyone.
        media.touch()
    return str(request.param)


@pytest.mark.parametrize(("kind", "name", "content"), [("docs", "a.pdf", PDF), ("images", "a.png", png(8, 8))])
def test_upload_that_cannot_be_stored_is_an_error_of_the_form(
    kind: str, name: str, content: bytes, failing_disk: str, admin: Client, media: Path
) -> None:
    answer = upload(admin, kind, name, content)
    assert NOT_STORED in answer["error_message"]
    assert not Document.objects.exists()
    assert not Image.objects.exists()
    assert files_below(media) in ([], ["media"])


def test_upload_that_cannot_be_stored_says_so_in_french(failing_disk: str, admin: Client) -> None:
    speak("fr")
    assert "Le fichier n’a pas pu être enregistré" in upload(admin, "docs", "a.pdf", PDF)["error_message"]


def test_import_that_cannot_be_stored_is_an_error_of_the_form(failing_disk: str, admin: Client, media: Path) -> None:
    file = SimpleUploadedFile("a.bib", b"@article{a, title={A title}, author={Lovelace, Ada}, year=2020}")
    response = admin.post(reverse("imports:new"), {"file": file, "format": "auto"})
    assert response.status_code == 200
    assert NOT_STORED in response.content.decode()
    assert not ImportRun.objects.exists()
    assert files_below(media) in ([], ["media"])


def test_replacement_that_cannot_be_stored_leaves_the_document_as_it_was(
    admin: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Document.objects.create(title="Old", file=ContentFile(PDF, name="paper.pdf"))
    opened = os.fdopen
    monkeypatch.setattr("institute.content.storage.os.fdopen", lambda *args: FullDisk(opened(*args)))
    data = {"title": "New", "collection": document.collection_id, "tags": ""}
    data["file"] = SimpleUploadedFile("other.pdf", PDF + b"2")  # type: ignore[assignment]
    page = admin.post(reverse("wagtaildocs:edit", args=[document.pk]), data).content.decode()
    assert NOT_STORED in page
    assert files_below(media) == ["paper.pdf"]
    document.refresh_from_db()
    assert (document.title, document.filename) == ("Old", "paper.pdf")


def test_replaced_file_goes_once_the_change_is_committed(
    admin: Client, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    document = Document.objects.create(title="Old", file=ContentFile(PDF, name="paper.pdf"))
    data = {"title": "New", "collection": document.collection_id, "tags": ""}
    data["file"] = SimpleUploadedFile("other.pdf", PDF + b"2")  # type: ignore[assignment]
    with django_capture_on_commit_callbacks() as callbacks:
        admin.post(reverse("wagtaildocs:edit", args=[document.pk]), data)
    assert files_below(media) == ["other.pdf", "paper.pdf"]
    for callback in callbacks:
        callback()
    assert files_below(media) == ["other.pdf"]


@pytest.mark.parametrize(("kind", "name", "content"), [("docs", "a.pdf", PDF), ("images", "a.png", png(8, 8))])
def test_upload_whose_row_is_not_written_leaves_no_file(
    kind: str, name: str, content: bytes, admin: Client, media: Path
) -> None:
    def refuse(**kwargs: Any) -> None:
        raise IntegrityError

    post_save.connect(refuse)
    try:
        with pytest.raises(IntegrityError):
            upload(admin, kind, name, content)
    finally:
        post_save.disconnect(refuse)
    assert files_below(media) == []


def test_storage_deletes_only_the_files_of_what_failed(media: Path) -> None:
    default_storage.save("before.txt", ContentFile("text"))
    with delete_files_on_error():
        default_storage.save("kept.txt", ContentFile(b"bytes"))
        with pytest.raises(FileNotFoundError), delete_files_on_error():
            default_storage.open(default_storage.save("inner.txt", ContentFile(b"bytes")) + ".not-there")
    assert files_below(media) == ["before.txt", "kept.txt"]
    assert (media / "before.txt").stat().st_mode & 0o777 == 0o644
