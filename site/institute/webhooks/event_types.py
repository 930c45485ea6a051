"""What the log of changes calls a subject, and what the API calls it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext

from bibliography.text_normalization import normalize
from institute.api.serializers import PAGE_SERIALIZERS
from institute.content.change_log import vocabularies

# What pages show without being it: pictures, files, and who may take them. The API gives them no identifier.
FILES = "file"
_HIDDEN_IDENTIFIERS = frozenset(
    {"content.image", "content.document", "wagtailcore.collection", "wagtailcore.collectionviewrestriction"}
)


# What the API calls otherwise than its model.
_NAMES = {"directory.researchtopic": "topic"}


@cache
def type_names() -> dict[str, str]:
    """Return the API's names by the log's labels; call it once every app has declared what it represents."""
    pages = {model._meta.label_lower: kind.name for model, kind in PAGE_SERIALIZERS.items()}
    shared = {
        model._meta.label_lower: FILES
        if model._meta.label_lower in _HIDDEN_IDENTIFIERS
        else _NAMES.get(model._meta.label_lower, str(model._meta.model_name))
        for model in vocabularies()
    }
    return shared | pages


def choices() -> list[str]:
    return sorted(set(type_names().values()))


def told_choices() -> list[tuple[str, Any]]:
    """Return what people choose from: what the institute calls each type, and its name in the API for developers."""
    told = {name: str(apps.get_model(label)._meta.verbose_name) for label, name in type_names().items()}
    told[FILES] = gettext("picture or document")
    return sorted(
        ((name, f"{capfirst(word)} ({name})") for name, word in told.items()), key=lambda pair: normalize(pair[1])
    )


def labels_of(names: list[str]) -> list[str]:
    """Return the log's labels of the API's names."""
    return [label for label, name in type_names().items() if name in names]
