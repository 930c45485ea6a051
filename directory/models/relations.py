"""Child models of PersonPage, edited inline and stored in its revisions.

Foreign keys cascade, so that an old revision drops a row whose institution, topic or supervisor has been deleted.
Uniqueness within a page is deferred to the end of the transaction, because reordered rows are saved one by one.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from bibliography.text_normalization import NormalizedField, normalize
from institute.content.languages import Localized
from institute.content.url_parts import host_of


class Affiliation(Orderable):
    """A current or past affiliation of a person with an institution."""

    page = ParentalKey("directory.PersonPage", related_name="affiliations", on_delete=models.CASCADE)
    institution = models.ForeignKey(
        "directory.Institution",
        verbose_name=_("institution"),
        related_name="affiliations",
        on_delete=models.CASCADE,
    )
    department_en = models.CharField(_("department in English"), max_length=255, blank=True)
    department_fr = models.CharField(_("department in French"), max_length=255, blank=True)
    role_en = models.CharField(_("role in English"), max_length=255, blank=True)
    role_fr = models.CharField(_("role in French"), max_length=255, blank=True)
    primary = models.BooleanField(
        _("main affiliation"),
        default=False,
        help_text=_("Named beside the person in lists. Without one, the first current affiliation is."),
    )
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty while it lasts."))

    department = Localized()
    role = Localized()

    panels = [
        FieldPanel("institution"),
        FieldRowPanel([FieldPanel("department_en"), FieldPanel("department_fr")]),
        FieldRowPanel([FieldPanel("role_en"), FieldPanel("role_fr")]),
        FieldPanel("primary"),
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="directory_affiliation_ends_after_start",
                violation_error_message=_("An affiliation cannot end before it starts."),
            ),
            # A partial unique index cannot be deferred; an exclusion constraint can.
            ExclusionConstraint(
                name="directory_affiliation_one_primary",
                expressions=[
                    (
                        models.Func(models.F("page"), models.F("page"), models.Value("[]"), function="int4range"),
                        RangeOperators.OVERLAPS,
                    )
                ],
                condition=models.Q(primary=True),
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("A person has one main affiliation."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)

    @property
    def is_current(self) -> bool:
        return self.end is None or self.end >= timezone.localdate()


class PersonTopic(Orderable):
    """A research topic of a person, in the order of the form."""

    page = ParentalKey("directory.PersonPage", related_name="topic_links", on_delete=models.CASCADE)
    topic = models.ForeignKey(
        "directory.ResearchTopic",
        verbose_name=_("research topic"),
        related_name="person_links",
        on_delete=models.CASCADE,
    )

    panels = [FieldPanel("topic")]

    class Meta(Orderable.Meta):
        verbose_name = _("research topic")
        verbose_name_plural = _("research topics")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "topic"],
                name="directory_persontopic_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("A topic is listed once."),
            )
        ]

    def __str__(self) -> str:
        return str(self.topic)


class PersonLink(Orderable):
    """A link to a website, laboratory, code repository or social profile."""

    class Kind(models.TextChoices):
        WEBSITE = "website", _("Website")
        LABORATORY = "laboratory", _("Laboratory")
        CURRICULUM_VITAE = "curriculum-vitae", _("Curriculum vitae")
        GITHUB = "github", "GitHub"
        LINKEDIN = "linkedin", "LinkedIn"
        BLUESKY = "bluesky", "Bluesky"
        MASTODON = "mastodon", "Mastodon"
        DBLP = "dblp", "DBLP"
        OTHER = "other", _("Other")

    page = ParentalKey("directory.PersonPage", related_name="links", on_delete=models.CASCADE)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.WEBSITE)
    url = models.URLField(_("address"), max_length=500)

    panels = [FieldRowPanel([FieldPanel("kind"), FieldPanel("url")])]

    class Meta(Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name of the kind, or the host for links of kind "other"."""
        if self.kind == self.Kind.OTHER:
            return (host_of(self.url) or self.url).removeprefix("www.")
        return str(self.get_kind_display())


class NameVariant(Orderable):
    """A name under which a person publishes or has published, used to match authors of publications.

    A variant marked ``never_show``, such as a former name, must not appear on any page, in search, feeds or the API.
    """

    page = ParentalKey("directory.PersonPage", related_name="name_variants", on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=200, help_text=_("As printed on the papers."))
    never_show = models.BooleanField(
        _("never show"),
        default=False,
        help_text=_("For a former name: papers are matched by it, and visitors never read it anywhere."),
    )
    normalized_name = NormalizedField(db_index=True)

    panels = [FieldPanel("name"), FieldPanel("never_show")]

    class Meta(Orderable.Meta):
        verbose_name = _("name on papers")
        verbose_name_plural = _("names on papers")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normalized_name = normalize(self.name)
        super().save(*args, **kwargs)


class Supervision(Orderable):
    """The supervision of the page's person, listed on both profiles."""

    class Role(models.TextChoices):
        SUPERVISOR = "supervisor", _("Supervisor")
        CO_SUPERVISOR = "co-supervisor", _("Co-supervisor")
        MENTOR = "mentor", _("Mentor")

    # Whether the supervisor is public; None unless annotated (PersonPage._prefetch_profile).
    supervisor_is_visible: bool | None = None

    page = ParentalKey("directory.PersonPage", related_name="supervisions", on_delete=models.CASCADE)
    supervisor = models.ForeignKey(
        "directory.PersonPage",
        verbose_name=_("supervisor"),
        related_name="supervised",
        on_delete=models.CASCADE,
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.SUPERVISOR)

    panels = [FieldPanel("supervisor"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("supervisor")
        verbose_name_plural = _("supervisors")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(page=models.F("supervisor")),
                name="directory_supervision_not_oneself",
                violation_error_message=_("Nobody supervises themselves."),
            ),
            models.UniqueConstraint(
                fields=["page", "supervisor"],
                name="directory_supervision_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("A supervisor is named once."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.supervisor}"

    @property
    def is_particular(self) -> bool:
        """Whether the role differs from that of the heading on the profile."""
        return self.role != self.Role.SUPERVISOR
