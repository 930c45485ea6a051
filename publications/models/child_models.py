"""What belongs to a work beside its authors: its versions, links and topics."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from bibliography.dates import display_partial_date, parse_partial_date, validate_partial_date


class PublicationVersion(Orderable):
    """One state of the same work: its preprint, its article."""

    class Kind(models.TextChoices):
        PREPRINT = "preprint", _("Preprint")
        SUBMITTED = "submitted", _("Submitted version")
        ACCEPTED = "accepted", _("Accepted manuscript")
        PUBLISHED = "published", _("Published version")
        EXTENDED = "extended", _("Extended version")
        OTHER = "other", _("Other version")

    page = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="versions")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PREPRINT)
    venue_text = models.CharField(_("where"), max_length=255, blank=True)
    date = models.CharField(
        _("date"),
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text=_("A year, a month or a day: 2024, 2024-05 or 2024-05-12."),
    )
    url = models.URLField(_("address"), max_length=1000, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("date")]),
        FieldPanel("venue_text"),
        FieldPanel("url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("version")
        verbose_name_plural = _("versions")

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.get_kind_display(), self.venue_text, self.date)))

    @property
    def display_date(self) -> str:
        return display_partial_date(*parse_partial_date(self.date))


class PublicationLink(Orderable):
    """Something of the work that lives elsewhere."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        CODE = "code", _("Code")
        DATA = "data", _("Data")
        VIDEO = "video", _("Video")
        SLIDES = "slides", _("Slides")
        POSTER = "poster", _("Poster")
        PROJECT = "project", _("Project page")
        OTHER = "other", _("Other")

    page = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.CODE)
    url = models.URLField(_("address"), max_length=1000)
    label = models.CharField(
        _("label"), max_length=255, blank=True, help_text=_("Only where the kind does not say enough.")
    )

    panels = [FieldRowPanel([FieldPanel("kind"), FieldPanel("label")]), FieldPanel("url")]

    class Meta(Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return self.label or str(self.get_kind_display())


class PublicationTopic(Orderable):
    page = ParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="publication_topics")
    topic = models.ForeignKey(
        "directory.ResearchTopic",
        verbose_name=_("topic"),
        on_delete=models.CASCADE,
        related_name="publication_topics",
    )

    panels = [FieldPanel("topic")]

    class Meta(Orderable.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [
            # Checked at the end of the transaction: rows that swap places are saved one by one.
            models.UniqueConstraint(
                fields=["page", "topic"], name="topic_once_a_publication", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return str(self.topic)
