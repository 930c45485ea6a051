"""The form of a publication, in tabs by task; a paper can be made from the first one alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    Panel,
)

from publications.forms import AuthorshipForm, has_long_author_list


class AuthorshipsPanel(InlinePanel):
    """Authors as forms in a row; a list too long for that is edited as text (see forms.py)."""

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = AuthorshipForm
        return options

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            if (form := kwargs["form"]) is not None and self._is_text(form):
                kwargs["form"] = None
                self.authors_are_text = True
            else:
                self.authors_are_text = False
            super().__init__(**kwargs)

        @staticmethod
        def _is_text(form: Any) -> bool:
            return "authorships" not in form.formsets

        def is_shown(self) -> bool:
            return not self.authors_are_text and super().is_shown()


class AuthorLinesPanel(FieldPanel):
    """Stands in for AuthorshipsPanel on long lists of authors."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return has_long_author_list(self.instance) and super().is_shown()


class PasteAuthorsPanel(FieldPanel):
    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return not has_long_author_list(self.instance) and super().is_shown()


class KnownRecordsPanel(Panel):
    """What is known of the work outside its drafts: its identifiers, and who its authors are."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "publications/admin/known_records.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from publications.admin.imports.provenance import source_records
            from publications.views import author_suggestions

            context = super().get_context_data(parent_context)
            return {
                **context,
                "identifiers": self.instance.known_identifiers,
                "suggestions": author_suggestions(self.instance),
                "records": source_records(self.instance),
            }


WORK = [
    FieldPanel("full_title"),
    PasteAuthorsPanel("paste_authors"),
    AuthorLinesPanel("author_lines"),
    AuthorshipsPanel("authorships", heading=_("Authors"), label=_("author")),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("published_on")]),
            FieldPanel("venue"),
            FieldPanel("venue_text"),
            FieldRowPanel([FieldPanel("volume"), FieldPanel("issue"), FieldPanel("pages")]),
            FieldPanel("identifiers_text"),
        ],
        heading=_("Where it appeared"),
    ),
]

TEXT = [
    HelpPanel(
        content=_(
            "In titles and abstracts, mathematics is written in TeX between dollar signs, $x^2$, and emphasis as "
            "\\emph{E. coli}."
        )
    ),
    FieldPanel("abstract_en"),
    FieldPanel("abstract_fr"),
    FieldPanel("language"),
    FieldPanel("abstract_other"),
    FieldPanel("title_translated"),
    MultipleChooserPanel("publication_topics", chooser_field_name="topic", heading=_("Topics"), label=_("topic")),
]

FILES_AND_LINKS = [
    MultiFieldPanel([FieldPanel("pdf"), FieldPanel("embargo_until"), FieldPanel("license")], heading=_("File")),
    InlinePanel("links", heading=_("Links"), label=_("link")),
    InlinePanel(
        "versions",
        heading=_("Versions"),
        label=_("version"),
        help_text=_("The same work elsewhere: its preprint, the manuscript that was accepted, the article."),
    ),
]

DETAILS = [
    FieldRowPanel([FieldPanel("publisher"), FieldPanel("edition")]),
    FieldPanel("book_isbn"),
    FieldPanel("funding"),
    MultiFieldPanel(
        [FieldPanel("status"), FieldPanel("notice_url"), FieldPanel("status_date")],
        heading=_("Correction or retraction"),
        help_text=_("Shown wherever the publication is."),
    ),
    KnownRecordsPanel(heading=_("Known identifiers, authors and sources")),
]
