"""Strings to translate are found in code and templates, without the programs of GNU gettext."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from institute.devtools import messages

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
title = _("Publications")
count = ngettext("%(count)s paper", "%(count)s papers", 2)
month = pgettext("calendar", "May")
"""
TEMPLATE = """
{% load i18n %}
      <h1>{% translate "Directory" %}</h1>
  {% blocktranslate count counter=total trimmed %}
      {{ counter }} person
    {% plural %}
      {{ counter }} people
  {% endblocktranslate %}
<p>It's "quoted" — not (to be translated</p>
"""


@pytest.fixture
def project(monkeypatch, tmp_path: Path) -> Path:
    (tmp_path / "home" / "migrations").mkdir(parents=True)
    (tmp_path / "home" / "models.py").write_text(CODE)
    (tmp_path / "home" / "page.html").write_text(TEMPLATE)
    (tmp_path / "home" / "migrations" / "0001_initial.py").write_text('_("Not for translators")')
    monkeypatch.setattr(messages, "BASE_DIR", tmp_path)
    monkeypatch.setattr(messages, "FOLDER", tmp_path / "locale")
    monkeypatch.setattr(messages, "PACKAGES", ("home",))
    return tmp_path


def test_strings_are_found_in_code_and_in_templates(project):
    found = {message.id: message.context for message in messages.collected() if message.id}
    assert found == {
        "Publications": None,
        ("%(count)s paper", "%(count)s papers"): None,
        "May": "calendar",
        "Directory": None,
        ("%(counter)s person", "%(counter)s people"): None,
    }


def test_collecting_again_keeps_the_translations_and_compiles_them(project, capsys):
    assert messages.main() == 0
    assert "5 strings, 5 of them still to translate" in capsys.readouterr().out
    path = project / "locale" / "django.po"
    path.write_text(path.read_text().replace('msgid "Directory"\nmsgstr ""', 'msgid "Directory"\nmsgstr "Annuaire"'))
    assert messages.main() == 0
    assert "5 strings, 4 of them still to translate" in capsys.readouterr().out
    with path.open("rb") as file:
        assert read_po(file)["Directory"].string == "Annuaire"
    assert b"Annuaire" in (project / "locale" / "django.mo").read_bytes()


def test_the_translation_of_a_string_that_is_gone_is_kept_aside(project):
    messages.main()
    path = project / "locale" / "django.po"
    path.write_text(path.read_text().replace('msgid "Directory"\nmsgstr ""', 'msgid "Directory"\nmsgstr "Annuaire"'))
    (project / "home" / "page.html").unlink()
    messages.main()
    assert '#~ msgid "Directory"\n#~ msgstr "Annuaire"' in path.read_text()
