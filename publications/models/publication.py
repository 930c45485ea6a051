"""A scholarly work: what is known of it, in one page for every language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, ExtractDay, ExtractMonth
from django.db.models.lookups import Exact
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.search import index

from bibliography.dates import UNDATED, DatePrecision, display_partial_date, parse_partial_date, partial_date_text
from bibliography.identifiers import IdentifierError, Scheme, clean_isbn
from bibliography.languages import work_languages
from bibliography.licences import license_url
from bibliography.publication_types import INSIDE_A_BOOK, Kind
from bibliography.text.bidi import without_bidi_controls
from bibliography.text.math import plain_math
from bibliography.text_normalization import NormalizedField, normalize
from directory.models import ResearchTopic
from institute.content.languages import LocalizedText, active_language, language_codes
from institute.content.records import RecordPage, RecordPermissionTester
from institute.search.index import SearchDocument
from publications.admin import panels
from publications.authors import Author, authors_of
from publications.deduplication.merged_pages import kept_pages
from publications.forms import PublicationPageForm
from publications.models.authorships import Authorship
from publications.models.duplicates import Merge
from publications.models.identifier_input import check_entered_identifiers, entered_identifiers
from publications.models.provenance import AuthorMatch, Identifier
from publications.querysets import PublicationManager, confirmed_matches

if TYPE_CHECKING:
    from bibliography.names import AuthorName

# The cast lets PostgreSQL read the condition where there is no date: it checks a form's values, null among them.
FIRST_OF_MONTH = Exact(ExtractDay(Cast("published", models.DateField())), 1)
IN_JANUARY = Exact(ExtractMonth(Cast("published", models.DateField())), 1)

TITLE_LENGTH = 255
# What pages print beside other texts.
PRINTED_TEXTS = (
    "full_title",
    "title_translated",
    "abstract_en",
    "abstract_fr",
    "abstract_other",
    "venue_text",
    "volume",
    "issue",
    "pages",
    "publisher",
    "edition",
    "funding",
)
SUMMARY_LENGTH = 300


class PublicationPermissionTester(RecordPermissionTester):
    """A page that another one absorbed is not published again while the merge stands."""

    def can_publish(self) -> bool:
        return super().can_publish() and not self.page.is_absorbed


class PublicationPage(RecordPage):
    """One work. Its preprint and its article are versions of it; its identifiers all lead here.

    What machines and librarians decide of it (identifiers, author matches, sources) stands in tables of its own, see
    `models.provenance`: no draft carries it.
    """

    class Status(models.TextChoices):
        PUBLISHED = "published", _("Published")
        CORRECTED = "corrected", _("Corrected")
        RETRACTED = "retracted", _("Retracted")

    parent_page_types = ["publications.PublicationIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = PublicationPageForm
    # Its relations are followed by joins (publications.dependencies): there may be a hundred thousand works.
    refers_to_others: ClassVar[bool] = False

    full_title = models.TextField(
        _("title"), help_text=_("In full, in the language of the work; mathematics in TeX between dollar signs.")
    )
    title_translated = models.TextField(
        _("title in the other language"), blank=True, help_text=_("As printed on the work itself, if it is.")
    )
    abstract_en = models.TextField(_("abstract in English"), blank=True)
    abstract_fr = models.TextField(_("abstract in French"), blank=True)
    abstract_other = models.TextField(
        _("abstract in the language of the work"), blank=True, help_text=_("Where that is neither English nor French.")
    )
    language = models.CharField(_("language of the work"), max_length=12, blank=True, choices=work_languages)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.ARTICLE)
    published = models.DateField(_("date"), null=True, blank=True)
    date_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.NONE
    )
    venue = models.ForeignKey(
        "publications.Venue",
        verbose_name=_("venue"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="publications",
        help_text=_("The journal, conference or server. Without it, the venue as printed stands alone."),
    )
    venue_text = models.CharField(
        _("venue as printed"), max_length=500, blank=True, help_text=_("Where it differs from the venue’s own name.")
    )
    volume = models.CharField(_("volume"), max_length=255, blank=True)
    issue = models.CharField(_("issue"), max_length=255, blank=True)
    pages = models.CharField(_("pages"), max_length=255, blank=True, help_text=_("Such as 101–110, or e1234."))
    publisher = models.CharField(
        _("publisher"),
        max_length=255,
        blank=True,
        help_text=_("For a thesis or a report: the university or institute."),
    )
    edition = models.CharField(_("edition"), max_length=100, blank=True)
    book_isbn = models.CharField(
        _("ISBN of the book it is in"), max_length=30, blank=True, help_text=_("For chapters and conference papers.")
    )
    identifiers_text = models.TextField(
        _("identifiers"),
        blank=True,
        help_text=_(
            "One a line: DOI, arXiv, PMID, PMCID, ISBN, OpenAlex, HAL or Handle, as a number or as an address, "
            "such as https://doi.org/10.1000/xyz or arXiv:2101.00001."
        ),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PUBLISHED)
    notice_url = models.URLField(_("address of the notice"), max_length=1000, blank=True)
    status_date = models.DateField(_("date of the notice"), null=True, blank=True)
    license = models.CharField(
        _("licence"), max_length=255, blank=True, help_text=_("Such as CC BY 4.0, or the address of the licence.")
    )
    funding = models.TextField(_("funding"), blank=True)
    pdf = models.ForeignKey(
        "content.Document",
        verbose_name=_("PDF"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="publications",
    )
    embargo_until = models.DateField(
        _("embargo until"), null=True, blank=True, help_text=_("Nobody can read the file before this day.")
    )
    sort_title = NormalizedField()
    sort_date = models.DateField(default=UNDATED, editable=False)

    objects = PublicationManager()

    edit_handler = TabbedInterface(
        [
            ObjectList(panels.WORK, heading=_("Work")),
            ObjectList(panels.TEXT, heading=_("Abstract and topics")),
            ObjectList(panels.FILES_AND_LINKS, heading=_("Files and links")),
            ObjectList(panels.DETAILS, heading=_("Details")),
            ObjectList(RecordPage.promote_panels, heading=_("Promote")),
        ]
    )

    search_fields = [
        *RecordPage.search_fields,
        index.SearchField("full_title"),
        index.SearchField("printed_names"),
        index.FilterField("kind"),
        index.FilterField("status"),
        index.FilterField("published"),
        index.FilterField("venue"),
        index.FilterField("sort_date"),
    ]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = [
            models.Index(fields=["sort_date", "page_ptr"], name="publication_by_date"),
            models.Index(fields=["sort_title", "page_ptr"], name="publication_by_title"),
            models.Index(fields=["kind", "sort_date"], name="publication_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_precision="none", published__isnull=True)
                | Q(date_precision="day", published__isnull=False)
                | Q(FIRST_OF_MONTH, date_precision="month", published__isnull=False)
                | Q(FIRST_OF_MONTH, IN_JANUARY, date_precision="year", published__isnull=False),
                name="publication_date_as_precise_as_said",
                violation_error_message=_("The date does not fit its precision."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["published", "corrected", "retracted"]),
                name="publication_status_known",
            ),
            models.CheckConstraint(condition=~Q(full_title=""), name="publication_has_a_title"),
        ]

    # Derived fields

    def derive(self) -> None:
        """Work out what other fields say: the page's own title is the full one in plain text, a date says no more
        than its precision, and lists have keys to be in order of.

        An import, which writes many works at once, calls it for each.
        """
        for name in PRINTED_TEXTS:
            setattr(self, name, without_bidi_controls(getattr(self, name)))
        self.full_title = self.full_title.strip() or without_bidi_controls(self.title)
        self.title: str = Truncator(plain_math(self.full_title)).chars(TITLE_LENGTH)
        if self.published and self.date_precision in (DatePrecision.YEAR, DatePrecision.MONTH):
            self.published = parse_partial_date(self.date_text)[0]
        self.sort_title = normalize(self.title.lstrip("“«\"'([ ¿¡"))[:TITLE_LENGTH]
        self.sort_date = self.published or UNDATED

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.derive()
        super().minimal_clean()

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.derive()
        return super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.book_isbn:
            try:
                self.book_isbn = clean_isbn(self.book_isbn)
            except IdentifierError as error:
                errors["book_isbn"] = str(error)
            if self.kind not in INSIDE_A_BOOK:
                errors["book_isbn"] = _("Only for what is inside a book; the ISBN of a book is an identifier of it.")
        try:
            check_entered_identifiers(self)
        except ValidationError as error:
            errors["identifiers_text"] = error
        if errors:
            raise ValidationError(errors)

    def add_authors(self, names: list[AuthorName]) -> None:
        """Append authors, in order; they are stored when the page is."""
        start = max((row.sort_order or 0 for row in self.authorships.all()), default=-1) + 1
        rows = [Authorship.named(name, sort_order=start + index) for index, name in enumerate(names)]
        if rows:
            self.authorships.add(*rows)

    # Merges: see `publications.deduplication.merging`

    @property
    def merged_into(self) -> Merge | None:
        """The merge that hides this page, if one does."""
        return self.absorptions.filter(undone_at__isnull=True).select_related("kept").first() if self.pk else None

    @property
    def is_absorbed(self) -> bool:
        return self.pk is not None and self.absorptions.filter(undone_at__isnull=True).exists()

    @property
    def has_open_draft(self) -> bool:
        """Whether someone has written what is not published yet; a record imported as a draft is no such thing."""
        return self.has_unpublished_changes and (self.live or self.latest_revision_id is not None)

    def permissions_for_user(self, user: Any) -> PublicationPermissionTester:
        return PublicationPermissionTester(user, self)

    @classmethod
    def standing_for(cls, keys: Iterable[Any]) -> dict[Any, Any]:
        """An absorbed work is shown as the one that absorbed it."""
        absorbed = cls.objects.filter(translation_key__in=list(keys), absorptions__undone_at__isnull=True)
        names = dict(absorbed.filter(absorptions__isnull=False).values_list("pk", "translation_key"))
        lands_on = kept_pages(names.keys())
        kept = dict(cls.objects.filter(pk__in=lands_on.values()).values_list("pk", "translation_key"))
        return {names[page]: kept[other] for page, other in lands_on.items()}

    # What is shown of it

    @property
    def year(self) -> int | None:
        return self.published.year if self.published else None

    @property
    def date_text(self) -> str:
        """`2024-05`: as much of the date as is known, for machines."""
        return partial_date_text(self.published, self.date_precision)

    @property
    def display_date(self) -> str:
        return display_partial_date(self.published, self.date_precision)

    @property
    def title_language(self) -> str:
        """What marks the title with `lang` where it is not in the reader's language."""
        return self.language if self.language and self.language != active_language() else ""

    @property
    def venue_name(self) -> str:
        return self.venue_text or (self.venue.name if self.venue else "")

    @property
    def venue_details(self) -> str:
        """`12(3), 101–110`: what follows the name of the venue."""
        number = f"{self.volume}({self.issue})" if self.issue else self.volume
        return ", ".join(filter(None, (number, self.pages.replace("--", "–"))))

    @property
    def license_url(self) -> str:
        return license_url(self.license)

    @property
    def topics(self) -> list[ResearchTopic]:
        """Its topics in order; lists fetch their names with the work (`for_listing`)."""
        if "topic_rows" in self.__dict__:
            return [ResearchTopic(**row) for row in self.topic_rows]
        return [row.topic for row in self.publication_topics.all()]

    def abstracts(self, language: str | None = None) -> list[LocalizedText]:
        """Every abstract, that in `language` (the active one by default) first."""
        wanted = language or active_language()
        codes = [wanted, *(code for code in language_codes() if code != wanted)]
        texts = [(code, getattr(self, f"abstract_{code}")) for code in codes]
        texts.append((self.language, self.abstract_other))
        return [LocalizedText(text, code, is_fallback=code != wanted) for code, text in texts if text]

    @property
    def abstract(self) -> LocalizedText:
        return next(iter(self.abstracts()), LocalizedText("", active_language()))

    @cached_property
    def confirmed_matches(self) -> list[AuthorMatch]:
        """Who its authors are; lists fetch them for all works at once (`for_listing`)."""
        return list(confirmed_matches().filter(page=self.pk)) if self.pk else []

    @property
    def authors(self) -> list[Author]:
        """The authors in order, each with their profile where visitors may see it."""
        return authors_of(self)

    @property
    def printed_names(self) -> str:
        """All names in one text: the admin's search would make an expression of each, a thousand deep."""
        return "\n".join(row.name for row in self.authorships.all())

    @property
    def has_equal_contribution(self) -> bool:
        return any(row.equal_contribution for row in self.authorships.all())

    @property
    def has_corresponding_author(self) -> bool:
        return any(row.corresponding for row in self.authorships.all())

    @cached_property
    def author_count(self) -> int:
        """How many authors there are; lists count them in the database."""
        return len(self.authorships.all())

    @property
    def known_identifiers(self) -> list[Identifier]:
        """Its identifiers in the order of their schemes; those of its text while it was never saved."""
        if self.pk is None:
            return [Identifier(scheme=scheme, value=value) for scheme, value in entered_identifiers(self)]
        if "identifier_rows" in self.__dict__:
            known = [Identifier(**row) for row in self.identifier_rows]
        else:
            known = list(self.identifiers.all())
        return sorted(known, key=lambda row: Scheme.values.index(row.scheme))

    @property
    def doi(self) -> str:
        """The DOI, or the one that arXiv registers for its papers."""
        values: dict[str, str] = {}
        for row in self.known_identifiers:
            values.setdefault(row.scheme, row.value)
        if "doi" not in values and "arxiv" in values:
            return f"10.48550/arxiv.{values['arxiv']}"
        return values.get("doi", "")

    @property
    def has_readable_pdf(self) -> bool:
        """Whether visitors may know of the file: costs a query where the page was not read `with_pdf`."""
        return self.pdf is not None and not self.is_under_embargo and not self.pdf.is_withheld

    @property
    def is_under_embargo(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > timezone.localdate()

    @property
    def public_summary(self) -> LocalizedText:
        abstract = self.abstract
        text = Truncator(plain_math(abstract)).chars(SUMMARY_LENGTH)
        return LocalizedText(text, abstract.language, is_fallback=abstract.is_fallback)

    # Elsewhere

    def search_document(self) -> SearchDocument:
        shown_names = [author.name for author in self.authors]
        abstracts = [plain_math(text) for text in self.abstracts()]
        venue = [self.venue_text, self.publisher]
        if self.venue:
            venue += [self.venue.name, self.venue.short_name, *self.venue.aliases]
        return SearchDocument(
            title=" ".join(filter(None, (plain_math(self.full_title), plain_math(self.title_translated)))),
            names=" ".join(shown_names),
            body=" ".join(filter(None, (*abstracts, *venue, self.identifiers_text))),
        )

    def search_passages(self) -> list[str]:
        abstracts = [
            LocalizedText(plain_math(text), text.language, is_fallback=text.is_fallback) for text in self.abstracts()
        ]
        return [*abstracts, ", ".join(author.name for author in self.authors), self.venue_name]

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        from publications.structured_data import describe_publication

        return describe_publication(self, request)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from publications.page_context import publication_context

        return {**super().get_context(request, *args, **kwargs), **publication_context(self, request)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().serve(request, *args, **kwargs)
        response.headers["Link"] = response.context_data["signposts"]
        return response
