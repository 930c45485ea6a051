"""Builds the demo institute, all of it or nothing."""

from collections.abc import Callable

from django.db import transaction
from wagtail.models import Locale

from demo import pages, records
from demo.bulk import derived_once
from demo.files import StoredFiles
from demo.streams import Library
from home.models import HomePage
from home.roles import ensure_roles
from institute.content.languages import language_codes

Report = Callable[[str], None]


def load(report: Report) -> bool:
    """Build the demo on an empty site; a site that has a home page is left as it is.

    Whatever is there may be somebody's work, so nothing is compared or updated. Returns whether anything was built.
    """
    if HomePage.objects.exists():
        return False
    with StoredFiles.removed_on_failure() as files, transaction.atomic(), derived_once():
        _build(files, report)
    return True


def _build(files: StoredFiles, report: Report) -> None:
    for code in language_codes():
        Locale.objects.get_or_create(language_code=code)
    library = Library()
    report("Adding the pictures and documents")
    library.pictures = files.add_pictures()
    library.documents = files.add_documents()
    report("Making the tree of pages in each language")
    pages.make_drafts(library)
    source_language = language_codes()[0]
    report("Adding institutions, topics, memberships and venues")
    institutions = records.load_institutions()
    topics = records.load_topics()
    memberships = records.load_memberships()
    venues = records.load_venues()
    # Each person who is published finds all their papers at once, which is less work than the other way round.
    report("Adding the publications")
    bibliography = library.pages["publications"][source_language]
    library.papers = dict(records.load_publications(bibliography, venues, topics))
    report("Adding the people of the directory, and linking the authors who are among them")
    directory = library.pages["directory"][source_language]
    people = records.load_people(directory, institutions, topics, memberships)
    records.feature_papers(people, library.papers)
    report("Writing the pages in English and in French")
    pages.write_and_publish(library)
    report("Setting up groups and the workflow")
    ensure_roles()
