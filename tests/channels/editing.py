"""Editors, librarians and imports at work on an institute where everything shows something of everything else."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from directory.models import (
    Affiliation,
    DirectoryPage,
    Institution,
    Membership,
    PersonPage,
    PersonTopic,
    ResearchTopic,
    Supervision,
)
from home.models import ArticlePage, HomePage, NewsIndexPage, SectionPage
from institute.accounts.models import User
from institute.content import turns
from institute.content.models import Document, Image
from publications import matching
from publications.importing.importer import Importer
from publications.importing.sources import file_source
from publications.merging import MergeError, merge, undo
from publications.models import (
    AuthorMatch,
    FeaturedPublication,
    Merge,
    PublicationIndexPage,
    PublicationPage,
    PublicationTopic,
    Venue,
)
from publications.names import parse_name
from tests.factories.directory import InstitutionFactory, MembershipFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import (
    ArticlePageFactory,
    DocumentFactory,
    ImageFactory,
    NewsIndexPageFactory,
    SectionPageFactory,
)
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import make_site_tree
from tests.support import restrict

# What an editor is told who comes second, or asks for what the rules forbid.
REFUSALS = (ObjectDoesNotExist, ValidationError, IntegrityError, MergeError, ProtectedError, IndexError)

GIVEN, FAMILY = ["Ada", "Grace", "Alan", "Yoshua", "Joëlle"], ["Lovelace", "Hopper", "Turing", "Bengio", "Pineau"]


def stream(*blocks: tuple[str, Any]) -> str:
    return json.dumps(
        [{"type": name, "value": value, "id": f"{name}-{place}"} for place, (name, value) in enumerate(blocks)]
    )


def make_institute() -> None:
    """Make one of everything, and pages that show all of it."""
    tree = make_site_tree()
    if not Collection.objects.exists():
        # Tests that commit empty the tables when they end, what migrations wrote included.
        Collection.add_root(name="Root")
    home = tree.home["en"]
    User.objects.create_superuser("librarian", "librarian@example.org", "secret")
    institutions = [InstitutionFactory(name_en=f"University {letter}") for letter in "AB"]
    topics = [ResearchTopicFactory(name_en=f"Topic {letter}") for letter in "ABC"]
    memberships = [MembershipFactory(name_en=name, counts_as_professor=name == "Core") for name in ("Core", "Student")]
    venues = [VenueFactory(name=f"Venue {letter}") for letter in "AB"]
    images = [ImageFactory() for _number in range(2)]
    document = DocumentFactory()
    people = [
        PersonPageFactory(
            given_name=given,
            family_name=family,
            membership=memberships[number % 2],
            institutions=[institutions[number % 2]],
            topics=[topics[number % 3]],
            photo=images[0] if number == 0 else None,
        )
        for number, (given, family) in enumerate(zip(GIVEN, FAMILY, strict=True))
    ]
    people[1].supervisions = [Supervision(supervisor=people[0])]
    people[1].save_revision().publish()
    works = [
        PublicationPageFactory(
            full_title=f"Paper {number}",
            authors=[people[number % 5].title, people[(number * 2 + 1) % 5].title, "Emmy Noether"],
            topics=[topics[number % 3]],
            venue=venues[number % 2],
            date=str(2015 + number),
            pdf=document if number == 0 else None,
        )
        for number in range(8)
    ]
    people[0].featured_publications = [FeaturedPublication(publication=works[0])]
    people[0].biography_en = f'<p>See <a linktype="page" id="{works[1].pk}">this</a>.</p>'
    people[0].save_revision().publish()
    about = SectionPageFactory(parent=home, title="About", hero_image=images[1], hero_image_decorative=True)
    board = SectionPageFactory(parent=about, title="Board")
    news = NewsIndexPageFactory(parent=home)
    article = ArticlePageFactory(
        parent=news,
        title="Story",
        authors=stream(("person", people[0].pk), ("name", "Somebody")),
        body=stream(
            ("rich_text", f'<p><a linktype="page" id="{people[1].pk}">A link</a></p>'),
            ("featured", {"heading": "See also", "cards": [{"page": about.pk}, {"page": works[2].pk}]}),
        ),
    )
    about.body = body_of_section(people, works, article, images[0], document)
    about.save_revision().publish()
    board.save_revision().publish()
    home = HomePage.objects.get(pk=home.pk)
    home.about_page, home.about_label, home.founded = about, "", 1993
    home.body = body_of_home(people, works, article, board, topics[0], institutions[0])
    home.save_revision().publish()


def body_of_section(people: list[Any], works: list[Any], article: Any, image: Any, document: Any) -> str:
    return stream(
        ("people", {"heading": "", "people": [person.pk for person in people[:2]]}),
        (
            "featured",
            {"heading": "Featured", "cards": [{"page": article.pk}, {"page": works[0].pk}, {"page": people[2].pk}]},
        ),
        ("image", {"image": {"image": image.pk, "decorative": True, "alt_text": ""}, "caption": "", "wide": False}),
        ("downloads", {"heading": "", "files": [{"document": document.pk, "title": "", "language": ""}]}),
    )


def body_of_home(people: list[Any], works: list[Any], article: Any, section: Any, topic: Any, institution: Any) -> str:
    kinds = ("professors", "publications", "institutions", "years")
    return stream(
        ("latest_publications", {"heading": "Latest", "count": 3, "pinned": [works[3].pk]}),
        ("latest_publications", {"heading": "On a topic", "count": 2, "pinned": [], "topic": topic.pk}),
        ("latest_publications", {"heading": "There", "count": 2, "pinned": [], "institution": institution.pk}),
        ("latest_publications", {"heading": "Theirs", "count": 2, "pinned": [], "person": people[0].pk}),
        (
            "faculty",
            {"heading": "Faculty", "text": "", "figure": "", "figure_label": "professors", "link_label": "All"},
        ),
        ("figures", {"heading": "", "figures": [{"kind": kind, "number": "", "label": kind} for kind in kinds]}),
        ("featured", {"heading": "Featured", "cards": [{"page": article.pk}, {"page": section.pk}]}),
        ("section", {"heading": "More", "text": "", "side": "start", "theme": "plain", "link": {"page": section.pk}}),
    )


class Editor(threading.Thread):
    """Makes edits one after the other, each in a transaction, some of which are given up."""

    def __init__(self, seed: int, edits: list[str]) -> None:
        super().__init__()
        self.edits, self.random = edits, random.Random(seed)
        self.errors: list[BaseException] = []
        self.done: Counter[str] = Counter()

    def run(self) -> None:
        try:
            for edit in self.edits:
                try:
                    turns.in_one_transaction(partial(self.perform, EDITS[edit]))
                    self.done[edit] += 1
                except REFUSALS as error:
                    self.done[f"refused: {edit}: {error!r}"[:150]] += 1
                except DatabaseError as error:
                    # Django says this of a page that was deleted meanwhile.
                    if type(error) is not DatabaseError:
                        raise
                    self.done[f"refused: {edit}"] += 1
        except BaseException as error:
            self.errors.append(error)
        finally:
            connection.close()

    def perform(self, edit: Callable[[Editor], None]) -> None:
        edit(self)
        if self.random.random() < 0.1:
            transaction.set_rollback(True)

    def pick(self, objects: QuerySet[Any]) -> Any:
        """Choose one of the objects there are, by chance; raises IndexError where there is none."""
        return objects.get(pk=self.random.choice(sorted(objects.values_list("pk", flat=True))))

    def word(self) -> str:
        return f"word{self.random.randrange(10**6)}"

    @property
    def user(self) -> User:
        return User.objects.get()


def live(model: Any) -> Any:
    return model.objects.filter(live=True, alias_of=None)


def publish(page: Any) -> None:
    page.save_revision().publish()


# People


def add_person(editor: Editor) -> None:
    PersonPageFactory(
        given_name=editor.random.choice(GIVEN),
        family_name=f"Newcomer {editor.word()}",
        topics=[editor.pick(ResearchTopic.objects)],
        institutions=[editor.pick(Institution.objects)],
        supervisors=[editor.pick(live(PersonPage))],
        membership=editor.pick(Membership.objects),
    )


def edit_person(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    setattr(person, editor.random.choice(["position_en", "chair_fr", "biography_en", "honorific"]), editor.word())
    publish(person)


def rename_person(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.family_name = f"{person.family_name.split()[0]} {editor.word()}"
    publish(person)


def give_person_another_slug(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.slug = editor.word()
    publish(person)


def give_person_an_orcid(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.orcid = None if person.orcid else "https://orcid.org/0000-0002-1825-0097"
    publish(person)


def unpublish_person(editor: Editor) -> None:
    editor.pick(live(PersonPage)).unpublish()


def publish_person(editor: Editor) -> None:
    publish(editor.pick(PersonPage.objects.filter(live=False)))


def rename_hidden_person(editor: Editor) -> None:
    person = editor.pick(PersonPage.objects.filter(live=False))
    person.given_name = editor.word()
    person.save()


def expire_person(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.expire_at = timezone.now() - dt.timedelta(seconds=1)
    person.save()


def let_person_leave(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.left = None if person.left else timezone.localdate() - dt.timedelta(days=3)
    publish(person)


def move_person_to_another_institution(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    ended = editor.random.choice([None, dt.date(2020, 1, 1)])
    person.affiliations = [Affiliation(institution=editor.pick(Institution.objects), role_en=editor.word(), end=ended)]
    publish(person)


def change_topics_of_person(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.topic_links = [PersonTopic(topic=editor.pick(ResearchTopic.objects))]
    publish(person)


def change_supervisors(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    others = live(PersonPage).exclude(pk=person.pk)
    person.supervisions = [Supervision(supervisor=editor.pick(others))] if editor.random.random() < 0.7 else []
    publish(person)


def feature_publication(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.featured_publications = [FeaturedPublication(publication=editor.pick(live(PublicationPage)))]
    publish(person)


def change_photo(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.photo = editor.pick(Image.objects)
    publish(person)


# Works


def add_work(editor: Editor) -> None:
    people = [editor.pick(live(PersonPage)).title for _number in range(2)]
    PublicationPageFactory(
        full_title=f"Paper {editor.word()}",
        authors=list(dict.fromkeys([*people, "Emmy Noether"])),
        topics=[editor.pick(ResearchTopic.objects)],
        venue=editor.pick(Venue.objects),
        date=str(editor.random.randrange(2010, 2026)),
    )


def edit_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    setattr(work, editor.random.choice(["full_title", "abstract_en", "volume", "funding"]), editor.word())
    publish(work)


def redate_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.published = dt.date(editor.random.randrange(2010, 2026), 1, 1)
    publish(work)


def change_topics_of_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    topics = {editor.pick(ResearchTopic.objects) for _number in range(editor.random.randrange(3))}
    work.publication_topics = [PublicationTopic(topic=topic) for topic in sorted(topics, key=lambda topic: topic.pk)]
    publish(work)


def change_authors_of_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.authorships = []
    work.add_authors([parse_name(editor.pick(live(PersonPage)).title), parse_name("Emmy Noether")])
    publish(work)


def change_venue_of_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.venue = editor.pick(Venue.objects)
    publish(work)


def put_work_under_embargo(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.pdf, work.embargo_until = editor.pick(Document.objects), editor.random.choice([None, dt.date(2999, 1, 1)])
    publish(work)


def unpublish_work(editor: Editor) -> None:
    editor.pick(live(PublicationPage)).unpublish()


def publish_work(editor: Editor) -> None:
    absorbed = Merge.objects.filter(undone_at=None).values("absorbed")
    publish(editor.pick(PublicationPage.objects.filter(live=False).exclude(pk__in=absorbed)))


def expire_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.expire_at = timezone.now() - dt.timedelta(seconds=1)
    work.save()


def import_works(editor: Editor) -> None:
    """Two entries of a file: one new, and one that an earlier file may have held with another volume."""
    entries = [
        f"@article{{{key}, title={{Imported {key}}}, author={{{editor.pick(live(PersonPage)).title} and Noether, Emmy}}, "
        f"keywords={{Topic A}}, volume={{{editor.random.randrange(100)}}}, year={{2020}}}}"
        for key in (editor.word(), f"known{editor.random.randrange(3)}")
    ]
    with Importer(user=editor.user) as importer:
        source = file_source(io.BytesIO("\n".join(entries).encode()), "papers.bib", "bibtex")
        list(importer.run(source.adapter, source.entries()))


def delete_work(editor: Editor) -> None:
    editor.pick(PublicationPage.objects).delete()


def delete_person(editor: Editor) -> None:
    editor.pick(PersonPage.objects).delete()


def reject_match(editor: Editor) -> None:
    match = editor.pick(AuthorMatch.objects.filter(state="confirmed"))
    matching.decide(match, "rejected", editor.user)


def confirm_match(editor: Editor) -> None:
    match = editor.pick(AuthorMatch.objects.exclude(state="confirmed"))
    matching.decide(match, "confirmed", editor.user)


def match_by_hand(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    authorship = editor.pick(
        work.authorships.get_queryset() if hasattr(work.authorships, "get_queryset") else work.authorships
    )
    matching.match_by_hand(work, authorship.key, editor.pick(live(PersonPage)), editor.user)


def merge_works(editor: Editor) -> None:
    kept = editor.pick(live(PublicationPage))
    merge(kept, editor.pick(PublicationPage.objects.exclude(pk=kept.pk)), editor.user)


def undo_merge(editor: Editor) -> None:
    undo(editor.pick(Merge.objects.filter(undone_at=None)), editor.user)


# Lists, pictures and files


def edit_term(editor: Editor) -> None:
    term = editor.pick(editor.random.choice([Institution, ResearchTopic, Membership]).objects)
    setattr(term, editor.random.choice(["name_en", "name_fr"]), f"Term {editor.word()}")
    term.save()


def give_term_another_slug(editor: Editor) -> None:
    term = editor.pick(editor.random.choice([Institution, ResearchTopic, Membership]).objects)
    term.slug = editor.word()
    term.save()


def change_what_counts(editor: Editor) -> None:
    membership = editor.pick(Membership.objects)
    membership.counts_as_professor = not membership.counts_as_professor
    membership.save()


def change_what_is_affiliated(editor: Editor) -> None:
    institution = editor.pick(Institution.objects)
    institution.is_affiliated = not institution.is_affiliated
    institution.save()


def replace_term(editor: Editor) -> None:
    model = editor.random.choice([Institution, ResearchTopic, Membership])
    editor.pick(model.objects).delete()
    model.objects.create(name_en=f"Term {editor.word()}", slug=editor.word())


def rename_venue(editor: Editor) -> None:
    venue = editor.pick(Venue.objects)
    venue.name = f"Venue {editor.word()}"
    venue.save()


def edit_image(editor: Editor) -> None:
    image = editor.pick(Image.objects)
    image.credit = editor.word()
    image.save()


def replace_image(editor: Editor) -> None:
    editor.pick(Image.objects).delete()
    ImageFactory()


def edit_document(editor: Editor) -> None:
    document = editor.pick(Document.objects)
    document.title, document.file_size = editor.word(), editor.random.randrange(1, 1000)
    document.save()


def replace_document(editor: Editor) -> None:
    editor.pick(Document.objects).delete()
    DocumentFactory()


def close_or_open_files(editor: Editor) -> None:
    root = Collection.get_first_root_node()
    if not CollectionViewRestriction.objects.filter(collection=root).delete()[0]:
        CollectionViewRestriction.objects.create(collection=root, restriction_type="login")


# Prose


def edit_home(editor: Editor) -> None:
    home = editor.pick(live(HomePage))
    people, works = [editor.pick(live(PersonPage))], [editor.pick(live(PublicationPage)) for _number in range(4)]
    section, article = editor.pick(live(SectionPage)), editor.pick(live(ArticlePage))
    home.body = body_of_home(
        people, works, article, section, editor.pick(ResearchTopic.objects), editor.pick(Institution.objects)
    )
    publish(home)


def rename_home(editor: Editor) -> None:
    home = editor.pick(live(HomePage))
    home.title = f"Institute {editor.word()}"
    publish(home)


def edit_section(editor: Editor) -> None:
    section = editor.pick(live(SectionPage))
    people = [editor.pick(live(PersonPage)) for _number in range(3)]
    works = [editor.pick(live(PublicationPage))]
    section.body = body_of_section(
        people, works, editor.pick(live(ArticlePage)), editor.pick(Image.objects), editor.pick(Document.objects)
    )
    section.show_children = editor.random.random() < 0.7
    publish(section)


def retitle_section(editor: Editor) -> None:
    section = editor.pick(live(SectionPage))
    setattr(section, editor.random.choice(["title", "summary"]), editor.word())
    section.hero_image, section.hero_image_decorative = editor.pick(Image.objects), True
    publish(section)


def give_section_another_slug(editor: Editor) -> None:
    section = editor.pick(live(SectionPage))
    section.slug = editor.word()
    publish(section)


def add_section(editor: Editor) -> None:
    SectionPageFactory(parent=editor.pick(SectionPage.objects), title=f"Section {editor.word()}")


def move_section(editor: Editor) -> None:
    section, target = editor.pick(live(SectionPage)), editor.pick(SectionPage.objects)
    if target.pk != section.pk and not target.is_descendant_of(section) and target.locale_id == section.locale_id:
        section.move(target, pos=editor.random.choice(["first-child", "last-child"]))


def unpublish_section(editor: Editor) -> None:
    editor.pick(SectionPage.objects.filter(live=True)).unpublish()


def publish_section(editor: Editor) -> None:
    publish(editor.pick(SectionPage.objects.filter(live=False, alias_of=None)))


def delete_section(editor: Editor) -> None:
    editor.pick(SectionPage.objects.filter(depth__gt=3)).delete()


def translate_page(editor: Editor) -> None:
    """Make of an alias a page of its own."""
    model = editor.random.choice([SectionPage, ArticlePage, NewsIndexPage, DirectoryPage, PublicationIndexPage])
    page = editor.pick(model.objects.exclude(alias_of=None))
    page.alias_of, page.title = None, f"Titre {editor.word()}"
    page.save()


def add_article(editor: Editor) -> None:
    news = editor.pick(live(NewsIndexPage))
    ArticlePageFactory(
        parent=news,
        title=f"Article {editor.word()}",
        authors=stream(("person", editor.pick(live(PersonPage)).pk)),
        body=stream(("rich_text", f'<p><a linktype="page" id="{editor.pick(live(SectionPage)).pk}">A link</a></p>')),
    )


def edit_article(editor: Editor) -> None:
    article = editor.pick(live(ArticlePage))
    setattr(article, editor.random.choice(["title", "summary"]), editor.word())
    article.date = dt.date(2026, 1, editor.random.randrange(1, 28))
    publish(article)


def unpublish_article(editor: Editor) -> None:
    editor.pick(ArticlePage.objects.filter(live=True)).unpublish()


def publish_article(editor: Editor) -> None:
    publish(editor.pick(ArticlePage.objects.filter(live=False, alias_of=None)))


# Whatever is open or closed


def restrict_page(editor: Editor) -> None:
    restrict(editor.pick(Page.objects.filter(depth__gt=2)))


def lift_restrictions(editor: Editor) -> None:
    for restriction in PageViewRestriction.objects.all():
        restriction.delete()


def close_index(editor: Editor) -> None:
    """Close the directory or the publications in one language."""
    index = editor.random.choice([DirectoryPage, PublicationIndexPage])
    editor.pick(index.objects.filter(live=True)).unpublish()


def open_indexes(editor: Editor) -> None:
    for model in (DirectoryPage, PublicationIndexPage, NewsIndexPage):
        for index in model.objects.filter(live=False):
            if index.alias_of_id is None:
                publish(index)
            else:
                index.live = True
                index.save(clean=False)


def rename_index(editor: Editor) -> None:
    index = editor.pick(editor.random.choice([DirectoryPage, PublicationIndexPage, NewsIndexPage]).objects)
    index.title, index.slug = f"Index {editor.word()}", editor.word()
    index.save(clean=False)


EDITS: dict[str, Callable[[Editor], None]] = {
    edit.__name__: edit
    for edit in (
        add_person,
        edit_person,
        rename_person,
        give_person_another_slug,
        give_person_an_orcid,
        unpublish_person,
        publish_person,
        rename_hidden_person,
        expire_person,
        let_person_leave,
        move_person_to_another_institution,
        change_topics_of_person,
        change_supervisors,
        feature_publication,
        change_photo,
        add_work,
        edit_work,
        redate_work,
        change_topics_of_work,
        change_authors_of_work,
        change_venue_of_work,
        put_work_under_embargo,
        unpublish_work,
        publish_work,
        expire_work,
        import_works,
        delete_work,
        delete_person,
        reject_match,
        confirm_match,
        match_by_hand,
        merge_works,
        undo_merge,
        edit_term,
        give_term_another_slug,
        change_what_counts,
        change_what_is_affiliated,
        replace_term,
        rename_venue,
        edit_image,
        replace_image,
        edit_document,
        replace_document,
        close_or_open_files,
        edit_home,
        rename_home,
        edit_section,
        retitle_section,
        give_section_another_slug,
        add_section,
        move_section,
        unpublish_section,
        publish_section,
        delete_section,
        translate_page,
        add_article,
        edit_article,
        unpublish_article,
        publish_article,
        restrict_page,
        lift_restrictions,
        close_index,
        open_indexes,
        rename_index,
    )
}

# Chosen more often, so that what others close and delete does not run out.
_RESTORING = {
    "add_person",
    "publish_person",
    "add_work",
    "publish_work",
    "publish_section",
    "publish_article",
    "add_article",
    "lift_restrictions",
    "open_indexes",
}


def random_edits(chance: random.Random, number: int) -> list[str]:
    names = sorted(EDITS)
    return chance.choices(names, [4 if name in _RESTORING else 1 for name in names], k=number)
