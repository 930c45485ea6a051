"""What a librarian says to start an import."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bibliography.entry import UnusableSourceError
from bibliography.formats import ADAPTERS
from publications.imports.remote import remote_source
from publications.imports.services import Client
from publications.imports.sources import file_source
from publications.models import ImportRun, Library
from publications.models.libraries import NAME_LENGTH, SERVICES, clean_library_name

LONGEST_PASTE = 5_000_000
# Enough of a file to tell its format.
HEAD = 1 << 17
FORMAT_LABELS = {
    "bibtex": _("BibTeX or BibLaTeX"),
    "ris": _("RIS"),
    "csl": _("CSL-JSON"),
    "crossref": _("Crossref works"),
    "openalex": _("OpenAlex works"),
}


def format_choices() -> list[tuple[str, Any]]:
    return [("auto", _("Tell from the file")), *((name, FORMAT_LABELS.get(name, name)) for name in ADAPTERS)]


class LibraryInput(forms.TextInput):
    """A text with the names of the libraries to choose from."""

    template_name = "publications/admin/imports/library_input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        names = [known for known in Library.objects.values_list("name", flat=True) if known not in SERVICES]
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-known"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        return {**context, "list_id": list_id, "names": names}


class ImportForm(forms.Form):
    """One of a file, a text and a service; the others stay empty."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("BibTeX, RIS, CSL-JSON, or answers of Crossref or OpenAlex in JSON."),
        widget=forms.FileInput(attrs={"accept": ".bib,.bibtex,.ris,.txt,.json,.jsonl,.ndjson"}),
        error_messages={"empty": _("This file is empty.")},
    )
    text = forms.CharField(
        label=_("Or pasted text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    remote = forms.CharField(
        label=_("Or a service"),
        required=False,
        max_length=2000,
        help_text=_(
            "A work by its DOI (doi:10.1000/abc), all of a person (orcid:0000-0002-1825-0097, openalex:A5023888391), "
            "all of an institution (openalex:https://ror.org/0161xgx34), or a query of OpenAlex (openalex:?filter=…)."
        ),
    )
    library = forms.CharField(
        label=_("Library"),
        required=False,
        max_length=NAME_LENGTH,
        help_text=_(
            "Whose collection this is: choose a library or type the name of a new one. By default, the name of the file, "
            "or your own name for pasted text. Libraries do not overwrite each other’s values."
        ),
        widget=LibraryInput,
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=format_choices, initial="auto", help_text=_("Services have a format of their own.")
    )
    draft = forms.BooleanField(
        label=_("Leave new publications unpublished"),
        required=False,
        help_text=_(
            "They wait as drafts until somebody publishes them. Publications that are here already are updated."
        ),
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and file.size and file.size > settings.IMPORT_MAX_UPLOAD:
            raise forms.ValidationError(
                gettext(
                    "This file has %(size)s; no more than %(limit)s can be uploaded. The command line takes any size."
                )
                % {"size": filesizeformat(file.size), "limit": filesizeformat(settings.IMPORT_MAX_UPLOAD)}
            )
        return file

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > LONGEST_PASTE:
            raise forms.ValidationError(gettext("This is too long to be pasted: save it to a file and upload that."))
        return text if text.strip() else ""

    def clean_library(self) -> str:
        return clean_library_name(self.cleaned_data["library"])

    def clean_remote(self) -> str:
        remote: str = self.cleaned_data["remote"]
        if not remote:
            return ""
        try:
            source = remote_source(remote)
            if source is None:
                raise UnusableSourceError(gettext("Begin with “doi:”, “orcid:” or “openalex:”."))
            Client(source.service).close()
        except UnusableSourceError as error:
            raise forms.ValidationError(str(error)) from error
        return source.name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        given = [name for name in ("file", "text", "remote") if cleaned.get(name)]
        if not self.errors and not given:
            self.add_error(None, gettext("Choose a file, paste text, or name a service."))
        elif len(given) > 1:
            self.add_error(None, gettext("Give one of a file, a text and a service, not several."))
        elif given and given != ["remote"] and "format" in cleaned:
            self._check_format(given[0], cleaned)
        if given == ["remote"] and cleaned.get("library"):
            self.add_error("library", gettext("Each service is its own library: leave this field empty."))
        return cleaned

    def _check_format(self, field: str, cleaned: dict[str, Any]) -> None:
        head = cleaned["text"][:HEAD].encode() if field == "text" else cleaned["file"].read(HEAD)
        try:
            file_source(BytesIO(head), self._name(cleaned), cleaned["format"])
        except UnusableSourceError as error:
            self.add_error(field, str(error))

    @staticmethod
    def _name(cleaned: dict[str, Any]) -> str:
        if cleaned["file"]:
            return str(cleaned["file"].name)[-255:]
        return cleaned["remote"][:255] or gettext("pasted text")

    def new_run(self, user: Any) -> ImportRun:
        """The import, saved with its file and not checked yet."""
        data = self.cleaned_data
        run = ImportRun(
            name=self._name(data),
            remote=data["remote"],
            format="auto" if data["remote"] else data["format"],
            library=data["library"] or (library_of(user) if data["text"] else ""),
            draft=data["draft"],
            user=user,
            language=get_language() or settings.LANGUAGE_CODE,
        )
        if data["file"]:
            data["file"].seek(0)
            run.content.save("upload", data["file"], save=False)
        elif data["text"]:
            run.content.save("upload", ContentFile(data["text"].encode()), save=False)
        run.save()
        return run


def library_of(user: Any) -> str:
    """Return the library of what a librarian pastes: two people's texts are two sources."""
    return clean_library_name(user.get_full_name() or user.get_username())
