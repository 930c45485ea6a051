"""Builds the demo institute, all of it or nothing."""

from collections.abc import Callable

from django.db import transaction
from wagtail.models import Locale

from demo import pages, records
from demo.files import StoredFiles
from demo.indexing import indexed_once
from demo.library import Library
from home.models import HomePage
from home.roles import ensure_roles
from institute.content.languages import default_language, language_codes

Report = Callable[[str], None]


def load(report: Report) -> bool:
    """Build the demo on an empty site; a site that has a home page is left as it is.

    Existing content may be somebody's work, so nothing is compared or updated. Returns whether anything was built.
    """
    if HomePage.objects.exists():
        return False
    with StoredFiles.removed_on_failure() as files, transaction.atomic(), indexed_once():
        _build(files, report)
    return True


def _build(files: StoredFiles, report: Report) -> None:
    for code in language_codes():
        Locale.objects.get_or_create(language_code=code)
    report("Adding the pictures and documents")
    library = Library(pictures=files.add_pictures(), documents=files.add_documents())
    report("Making the tree of pages in each language")
    pages.make_drafts(library)
    report("Adding institutions, topics, memberships and venues")
    vocabularies = records.Vocabularies()
    # A person who is published finds all their papers at once, which takes less time than the reverse order.
    report("Adding the publications")
    publications = records.load_publications(library.pages["publications"][default_language()], vocabularies)
    library.papers = dict(publications)
    report("Adding the people of the directory, and linking the authors who are among them")
    people = records.load_people(library.pages["directory"][default_language()], vocabularies)
    records.feature_publications(people, publications)
    report("Writing the pages in English and in French")
    pages.write_and_publish(library)
    report("Setting up groups and the workflow")
    ensure_roles()
