"""The forms of channels and tokens in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from institute.content.models import Change
from institute.webhooks.event_types import told_choices
from institute.webhooks.models import Channel, Token


def _some_of(label: Any, options: list[tuple[str, Any]], help_text: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=options, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class ChannelForm(forms.ModelForm):
    url = forms.URLField(
        label=capfirst(Channel._meta.get_field("url").verbose_name),
        help_text=Channel._meta.get_field("url").help_text,
        max_length=2000,
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = Channel
        fields = ["name", "url", "kinds", "types", "languages"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        all_unless_chosen = _("Choose none to have all announced.")
        kinds = [(kind, capfirst(label)) for kind, label in Change.Kind.choices]
        self.fields["kinds"] = _some_of(_("Events"), kinds, all_unless_chosen)
        self.fields["types"] = _some_of(_("Types of content"), told_choices(), all_unless_chosen)
        self.fields["languages"] = _some_of(_("Languages"), list(settings.LANGUAGES), all_unless_chosen)


class TokenForm(forms.ModelForm):
    requests_per_minute = forms.IntegerField(
        label=capfirst(Token._meta.get_field("requests_per_minute").verbose_name),
        help_text=Token._meta.get_field("requests_per_minute").help_text,
        min_value=1,
        required=False,
    )

    class Meta:
        model = Token
        fields = ["types", "preview", "requests_per_minute", "expires_at"]
        widgets = {"expires_at": AdminDateTimeInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["types"] = _some_of(
            _("Types of content"), told_choices(), _("Choose none to let it read all that is public.")
        )

    def clean_expires_at(self) -> Any:
        expires_at = self.cleaned_data["expires_at"]
        if expires_at is not None and expires_at <= timezone.now():
            raise forms.ValidationError(_("This moment has passed."))
        return expires_at
