"""The page type of people."""

from __future__ import annotations

import re
import zlib
from typing import Any, ClassVar, NamedTuple

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.fields import RichTextField
from wagtail.search import index

from bibliography.text_normalization import NormalizedField, normalize
from directory import panels
from directory.contact_links import ContactLink, contact_links
from directory.former_names import spells_name
from directory.forms import PersonPageForm
from directory.identifiers import (
    GOOGLE_SCHOLAR_ADDRESS,
    GoogleScholarField,
    OpenAlexAuthorField,
    OrcidField,
)
from directory.models.relations import Affiliation, PersonTopic, Supervision
from directory.models.vocabularies import ResearchTopic
from directory.querysets import PersonManager
from directory.search_text import person_search_document, person_search_passages
from directory.structured_data import describe_profile
from institute.content.languages import Localized, LocalizedText
from institute.content.records import RecordPage
from institute.content.urls import UrlResolver
from institute.search.index import SearchDocument

MONOGRAM_HUES = 12
BIOGRAPHY_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class Companion(NamedTuple):
    """A supervisor or student listed on a profile."""

    person: PersonPage
    role: str
    # Whether the role differs from the one that the heading of the list implies.
    is_particular: bool


class PersonPage(RecordPage):
    """A current or former member of the institute."""

    parent_page_types = ["directory.DirectoryPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = PersonPageForm
    # Previous slugs may contain a former name.
    tells_former_addresses: ClassVar[bool] = False

    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(
        _("family name"), max_length=120, blank=True, help_text=_("The directory is in order of family names.")
    )
    honorific = models.CharField(
        _("honorific"),
        max_length=40,
        blank=True,
        help_text=_("Written before the name on the profile: Dr, Prof., C.C. …"),
    )
    photo = models.ForeignKey(
        "content.Image",
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Upright, with the focal point on the face. Without one, the initials are shown."),
    )
    photo_consent = models.CharField(
        _("consent to the photo"),
        max_length=255,
        blank=True,
        help_text=_("How and when the person agreed to this picture. Visitors never see this note."),
    )
    membership = models.ForeignKey(
        "directory.Membership",
        verbose_name=_("membership"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="people",
    )
    position_en = models.CharField(_("position in English"), max_length=255, blank=True)
    position_fr = models.CharField(_("position in French"), max_length=255, blank=True)
    chair_en = models.CharField(_("chair in English"), max_length=255, blank=True)
    chair_fr = models.CharField(_("chair in French"), max_length=255, blank=True)
    biography_en = RichTextField(_("biography in English"), blank=True, features=BIOGRAPHY_FEATURES)
    biography_fr = RichTextField(_("biography in French"), blank=True, features=BIOGRAPHY_FEATURES)
    orcid = OrcidField(
        _("ORCID iD"),
        error_messages={"unique": _("Another person has this ORCID iD.")},
        help_text=_("With or without https://orcid.org/ in front; the check digit is verified."),
    )
    openalex_id = OpenAlexAuthorField(
        _("OpenAlex author"),
        error_messages={"unique": _("Another person has this OpenAlex identifier.")},
        help_text=_("The author's address in OpenAlex, or the A and the number that end it."),
    )
    google_scholar_id = GoogleScholarField(
        _("Google Scholar profile"),
        error_messages={"unique": _("Another person has this Google Scholar profile.")},
        help_text=_("The address of the profile, or the twelve characters after “user=”."),
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    email_is_public = models.BooleanField(
        _("show the e-mail address publicly"),
        default=False,
        help_text=_("Off, the address appears on no page, in no feed and nowhere in the API."),
    )
    joined = models.DateField(_("joined"), null=True, blank=True)
    left = models.DateField(
        _("left"), null=True, blank=True, help_text=_("The last day. From the day after, the person is an alumnus.")
    )
    sort_name = NormalizedField(db_index=True)

    position = Localized()
    chair = Localized()
    biography = Localized()

    objects = PersonManager()

    # For filters and ordering of the list in the admin.
    search_fields: ClassVar[list[index.BaseField]] = [
        *RecordPage.search_fields,
        index.FilterField("membership"),
        index.FilterField("left"),
        index.FilterField("sort_name"),
    ]

    edit_handler = TabbedInterface(
        [
            ObjectList(panels.IDENTITY, heading=_("Identity")),
            ObjectList(panels.AFFILIATIONS, heading=_("Affiliations")),
            ObjectList(panels.RESEARCH, heading=_("Research")),
            ObjectList(panels.PROFILE_TEXT, heading=_("Profile text")),
            ObjectList(panels.LINKS_AND_IDENTIFIERS, heading=_("Links and identifiers")),
            ObjectList(RecordPage.promote_panels, heading=_("Promote")),
        ]
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(given_name="", family_name=""),
                name="directory_person_has_a_name",
                violation_error_message=_("A person has a given name or a family name."),
            ),
            models.CheckConstraint(
                condition=models.Q(left__gte=models.F("joined")),
                name="directory_person_left_after_joining",
                violation_error_message=_("A person cannot leave before they join."),
            ),
        ]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._set_title_and_slug()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        # Wagtail calls this for drafts, in place of full_clean().
        self._set_title_and_slug()
        super().minimal_clean()

    def _set_title_and_slug(self) -> None:
        self.given_name, self.family_name = self.given_name.strip(), self.family_name.strip()
        self.title = self.full_name
        # A unique slug needs the siblings, which are known once the page has a path.
        if self.path and not self.slug:
            self.slug: str = self._get_autogenerated_slug(slugify(normalize(self.title)) or "person")

    def clean(self) -> None:
        super().clean()
        if not self.full_name:
            raise ValidationError({"family_name": _("Give a given name or a family name.")})
        if self.joined and self.left and self.left < self.joined:
            raise ValidationError({"left": _("A person cannot leave before they join.")})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.sort_name = normalize(f"{self.family_name} {self.given_name}")
        return super().save(*args, **kwargs)

    # Name and picture

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        """Up to two letters, shown in place of a missing photo."""
        return "".join(_first_letter(name) for name in (self.given_name, self.family_name))

    @property
    def monogram_hue(self) -> int:
        """Index of the background colour of the initials, constant for a name."""
        return zlib.crc32(self.full_name.encode()) % MONOGRAM_HUES

    @property
    def card_image(self) -> Any | None:
        return self.photo or super().card_image

    # Membership

    @property
    def is_alumnus(self) -> bool:
        return self.left is not None and self.left < timezone.localdate()

    @property
    def public_email(self) -> str:
        """The e-mail address if it is public, else ""."""
        return self.email if self.email_is_public else ""

    @property
    def current_affiliations(self) -> list[Affiliation]:
        return [affiliation for affiliation in self.affiliations.all() if affiliation.is_current]

    @property
    def past_affiliations(self) -> list[Affiliation]:
        return [affiliation for affiliation in self.affiliations.all() if not affiliation.is_current]

    @property
    def main_affiliation(self) -> Affiliation | None:
        """The affiliation shown in lists: the primary one, else the first current one, else the first."""
        ordered = [*self.current_affiliations, *self.past_affiliations]
        return next((affiliation for affiliation in ordered if affiliation.primary), ordered[0] if ordered else None)

    @property
    def topics(self) -> list[ResearchTopic]:
        return [link.topic for link in self.topic_links.all()]

    @property
    def public_name_variants(self) -> list[str]:
        """Names on papers, without those marked ``never_show``."""
        if "name_variants_shown" in self.__dict__:
            return self.name_variants_shown
        return [variant.name for variant in self.name_variants.all() if not variant.never_show]

    def is_known_by(self, slug: str) -> bool:
        hidden = [variant.name for variant in self.name_variants.all() if variant.never_show]
        return not spells_name(slug, hidden, [self.full_name, *self.public_name_variants])

    @property
    def letter(self) -> str:
        """The letter of the directory that lists the person."""
        return self.sort_name[:1].upper()

    @property
    def contact_links(self) -> list[ContactLink]:
        """Public links and identifiers, in the order of the profile."""
        return contact_links(self)

    @property
    def google_scholar_url(self) -> str:
        return f"{GOOGLE_SCHOLAR_ADDRESS}{self.google_scholar_id}" if self.google_scholar_id else ""

    # Other people

    def supervisors(self) -> list[Companion]:
        """Return the public supervisors in the order of the form."""
        rows = list(self.supervisions.all())
        unread = [row.supervisor_id for row in rows if row.supervisor_is_visible is None]
        read = PersonPage.objects.visible().in_bulk(unread)
        people = ((row, row.supervisor if row.supervisor_is_visible else read.get(row.supervisor_id)) for row in rows)
        return [
            Companion(person, row.get_role_display(), row.is_particular)
            for row, person in people
            if person is not None
        ]

    def students(self) -> list[Companion]:
        """Return the public profiles of the students, by name."""
        if self.pk is None:
            return []
        rows = self.supervised.filter(page__in=PersonPage.objects.visible())
        rows = rows.select_related("page").order_by("page__sort_name", "pk")
        return [Companion(row.page, row.get_role_display(), row.is_particular) for row in rows]

    # Rendering

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if not getattr(request, "is_preview", False):
            self._prefetch_profile()
        url_resolver = UrlResolver.for_request(request)
        # A preview is not served by an index.
        directory = self.served_by or url_resolver.site_tree.index(apps.get_model("directory.DirectoryPage"))
        context.update(
            trail=[directory] if directory else [],
            directory_url=url_resolver.path(directory) if directory else "",
            contact_links=self.contact_links,
            supervisors=self.supervisors(),
            students=self.students(),
        )
        return context

    def _prefetch_profile(self) -> None:
        """Prefetch the rows that the profile, its summary and its structured data read."""
        supervisors = PersonPage.objects.visible().filter(pk=models.OuterRef("supervisor"))
        supervisions = Supervision.objects.select_related("supervisor")
        models.prefetch_related_objects(
            [self],
            models.Prefetch("affiliations", Affiliation.objects.select_related("institution")),
            models.Prefetch("topic_links", PersonTopic.objects.select_related("topic")),
            models.Prefetch("supervisions", supervisions.annotate(supervisor_is_visible=models.Exists(supervisors))),
            "links",
            "photo__renditions",
        )

    @property
    def public_summary(self) -> LocalizedText:
        if self.position:
            return self.position
        affiliation = self.main_affiliation
        return affiliation.institution.name if affiliation else super().public_summary

    def search_document(self) -> SearchDocument:
        return person_search_document(self)

    def search_passages(self) -> list[str]:
        return person_search_passages(self)

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        return describe_profile(self, request)


def _first_letter(name: str) -> str:
    """Return the first letter of a name after its particles ("van der Berg" gives "B")."""
    letters = re.findall(r"(?<![^\W_])[^\W\d_]", name)
    capitals = [letter for letter in letters if letter.isupper()]
    return (capitals or letters or [""])[0].upper()
