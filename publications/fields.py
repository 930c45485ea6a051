"""Form and model fields that the publications share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField


class LinesFormField(forms.CharField):
    """A list of texts, edited one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in (value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class LinesField(ArrayField):
    """A list of short texts, such as the names under which one thing is known."""

    def formfield(self, **kwargs: Any) -> forms.Field:
        kwargs.setdefault("form_class", LinesFormField)
        kwargs = {name: value for name, value in kwargs.items() if name in ("form_class", "widget")}
        form_class = kwargs.pop("form_class")
        return form_class(required=not self.blank, label=self.verbose_name, help_text=self.help_text, **kwargs)
