"""Harvesting: every verb and every error of OAI-PMH 2.0, and nothing but what visitors may see."""

from __future__ import annotations

import copy
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from institute.content.change_log import refresh
from institute.content.models import PublicPage
from publications.models import PublicationPage, PublicationVersion
from publications.oai import records
from publications.oai.contact import check_admin_email
from tests.factories.directory import InstitutionFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import DocumentFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree, module_data
from tests.harvesting import scythe_asking
from tests.support import restrict, settle

pytestmark = pytest.mark.django_db

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
FORMAT = {"metadataPrefix": "oai_dc"}
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "OAI-PMH.xsd"))


@pytest.fixture(autouse=True)
def _address_of_the_library(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "The library <library@example.org>"


def read(response: Any) -> ET.Element:
    """The answer, once it is known to be what the schema of the protocol says."""
    assert response.status_code == 200
    SCHEMA.assertValid(etree.fromstring(response.content))
    return ET.fromstring(response.content)


class Harvester:
    """Asks, checks that the answer is built as the protocol says, and returns what it tells."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, **arguments: Any) -> ET.Element:
        response = self.client.get("/oai", {name.rstrip("_"): value for name, value in arguments.items()})
        assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
        root = read(response)
        assert root.tag == f"{OAI}OAI-PMH"
        date, request, told = root
        assert (date.tag, request.tag) == (f"{OAI}responseDate", f"{OAI}request")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", date.text or "")
        assert request.text == "http://testserver/oai"
        if told.tag != f"{OAI}error":
            assert request.attrib == {name.rstrip("_"): str(value) for name, value in arguments.items()}
            assert told.tag == OAI + arguments["verb"]
        return told

    def error(self, **arguments: Any) -> str:
        told = self(**arguments)
        assert told.tag == f"{OAI}error"
        assert told.text
        return told.attrib["code"]

    def headers(self, **arguments: Any) -> list[ET.Element]:
        """Every header of a list, whatever the number of its parts."""
        found, cursor = [], 0
        arguments = {"verb": "ListIdentifiers", **FORMAT, **arguments}
        while True:
            told = self(**arguments)
            part = list(told.iter(f"{OAI}header"))
            found += part
            token = told.find(f"{OAI}resumptionToken")
            if token is not None:
                assert int(token.attrib["cursor"]) == cursor
                cursor += len(part)
            if token is None or not token.text:
                return found
            arguments = {"verb": arguments["verb"], "resumptionToken": token.text}

    def identifiers(self, **arguments: Any) -> list[str]:
        return [header.findtext(f"{OAI}identifier", "") for header in self.headers(**arguments)]


@pytest.fixture
def harvest(client: Client) -> Harvester:
    return Harvester(client)


@pytest.fixture(scope="module")
def standing_works(standing_site_tree: SiteTree, django_db_blocker: Any) -> list[PublicationPage]:
    with module_data(django_db_blocker):
        return make_works()


@pytest.fixture
def works(standing_works: list[PublicationPage], db: None) -> list[PublicationPage]:
    return copy.deepcopy(standing_works)


def make_works() -> list[PublicationPage]:
    montreal = InstitutionFactory(name_en="Université de Montréal", slug="udem")
    PersonPageFactory(given_name="Ada", family_name="Lovelace", institutions=[montreal])
    learning = ResearchTopicFactory(name_en="Deep Learning", name_fr="Apprentissage profond")
    first = PublicationPageFactory(
        full_title="Learning $\\alpha$ \\emph{quickly}",
        title_translated="Apprendre vite",
        date="2024-05",
        authors=["Ada Lovelace", "Charles Babbage"],
        topics=[learning],
        venue=VenueFactory(name="Annals of Examples"),
        volume="12",
        issue="3",
        publisher="A press",
        abstract_en="We learn\x0c $x^2$.",
        abstract_fr="Nous apprenons.",
        language="en",
        identifiers_text="10.1000/xyz\narXiv:2101.00001",
        license="CC BY 4.0",
        pdf=DocumentFactory(),
    )
    first.versions = [PublicationVersion(kind="preprint", url="https://arxiv.org/abs/2101.00001")]
    first.save_revision().publish()
    others = [
        PublicationPageFactory(full_title=f"Work {number}", kind="preprint", date=str(2020 + number))
        for number in range(4)
    ]
    for number, work in enumerate([first, *others]):
        moment = datetime(2026, 1, 1 + number, 12, tzinfo=UTC)
        PublicPage.objects.filter(page=work.pk).update(updated_at=moment)
    settle()
    return [first, *others]


def name(work: PublicationPage) -> str:
    return f"oai:localhost:publications/{work.pk}"


def test_the_repository_says_who_it_is(works: list[PublicationPage], harvest: Harvester, settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"
    told = harvest(verb="Identify")
    assert [(child.tag.removeprefix(OAI), child.text) for child in told][:-1] == [
        ("repositoryName", "Institute"),
        ("baseURL", "http://testserver/oai"),
        ("protocolVersion", "2.0"),
        ("adminEmail", "library@example.org"),
        ("earliestDatestamp", "2026-01-01T12:00:00Z"),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ]
    texts = [element.text for element in told[-1][0]]
    assert texts == ["oai", "www.example.org", ":", "oai:www.example.org:publications/1"]


@pytest.mark.parametrize(
    ("configured", "sender", "host", "expected"),
    [
        ("oai@example.org", "Site <site@example.org>", "testserver", "oai@example.org"),
        ("", "Site <site@example.org>", "testserver", "site@example.org"),
        ("", "Institute <noreply@localhost>", "www.example.org", "postmaster@www.example.org"),
        ("nobody", "Institute <noreply@localhost>", "localhost:8000", "postmaster@localhost.invalid"),
    ],
)
def test_identify_has_a_valid_contact(
    configured: str, sender: str, host: str, expected: str, site_tree: SiteTree, client: Client, settings: Any
) -> None:
    settings.OAI_ADMIN_EMAIL, settings.DEFAULT_FROM_EMAIL, settings.ALLOWED_HOSTS = configured, sender, ["*"]
    answer = read(client.get("/oai?verb=Identify", headers={"host": host}))
    assert [element.text for element in answer.iter(f"{OAI}adminEmail")] == [expected]
    warned = [message.id for message in check_admin_email(None)]
    assert warned == ([] if "postmaster" not in expected else ["publications.W001"])


def test_a_work_is_given_as_dublin_core(works: list[PublicationPage], harvest: Harvester) -> None:
    told = harvest(verb="GetRecord", identifier=name(works[0]), **FORMAT)
    [record] = told
    header, metadata = record
    assert header.attrib == {}
    assert header.findtext(f"{OAI}datestamp") == "2026-01-01T12:00:00Z"
    assert [element.text for element in header.findall(f"{OAI}setSpec")] == ["kind:article", "institution:udem"]
    [core] = metadata
    assert core.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
    found: dict[str, list[str]] = {}
    for element in core:
        assert element.tag.startswith(DC)
        found.setdefault(element.tag.removeprefix(DC), []).append(element.text or "")
    pdf = works[0].pdf
    assert pdf is not None
    assert found == {
        "title": ["Learning α quickly", "Apprendre vite"],
        "creator": ["Ada Lovelace", "Charles Babbage"],
        "subject": ["Apprentissage profond", "Deep Learning"],
        "description": ["We learn x^2.", "Nous apprenons."],
        "publisher": ["A press"],
        "date": ["2024-05"],
        "type": ["Text", "article"],
        "format": ["application/pdf"],
        "identifier": [
            f"http://testserver{works[0].get_url_for('en')}",
            "https://doi.org/10.1000/xyz",
            "https://arxiv.org/abs/2101.00001",
            f"http://testserver{pdf.url}",
        ],
        "source": ["Annals of Examples, 12(3)"],
        "language": ["en"],
        "relation": ["https://arxiv.org/abs/2101.00001"],
        "rights": ["CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"],
    }


def test_lists_are_complete_whatever_their_parts(
    works: list[PublicationPage], harvest: Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [name(work) for work in works]
    assert harvest.identifiers() == names
    for number in (1, 2, 5, 6):
        monkeypatch.setattr(records, "PER_LIST", number)
        assert harvest.identifiers() == names
        assert harvest.identifiers(verb="ListRecords") == names


def test_a_list_stays_whole_while_records_change(
    works: list[PublicationPage], harvest: Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [name(work) for work in works]
    monkeypatch.setattr(records, "PER_LIST", 2)
    told = harvest(verb="ListIdentifiers", **FORMAT)
    token = told.findtext(f"{OAI}resumptionToken", "")
    assert told.find(f"{OAI}resumptionToken").attrib == {"completeListSize": "5", "cursor": "0"}  # type: ignore[union-attr]
    works[0].save_revision().publish()
    works[2].delete()
    settle()
    rest = []
    while token:
        told = harvest(verb="ListIdentifiers", resumptionToken=token)
        rest += list(told.iter(f"{OAI}header"))
        token = told.findtext(f"{OAI}resumptionToken", "")
    seen = [(header.findtext(f"{OAI}identifier"), header.attrib.get("status")) for header in rest]
    assert seen == [(names[3], None), (names[4], None), (names[0], None), (names[2], "deleted")]


def test_periods_are_inclusive_and_as_precise_as_they_are_written(
    works: list[PublicationPage], harvest: Harvester
) -> None:
    names = [name(work) for work in works]
    assert harvest.identifiers(from_="2026-01-04") == names[3:]
    assert harvest.identifiers(until="2026-01-02") == names[:2]
    assert harvest.identifiers(from_="2026-01-02T12:00:00Z", until="2026-01-03T12:00:00Z") == names[1:3]
    assert harvest.identifiers(from_="2026-01-02T12:00:01Z", until="2026-01-03T12:00:00Z") == names[2:3]
    assert harvest.identifiers(until="9999-12-31") == names
    assert harvest.error(verb="ListRecords", **FORMAT, until="2025-01-01") == "noRecordsMatch"


def test_sets_are_kinds_and_institutions(works: list[PublicationPage], harvest: Harvester) -> None:
    specs = [element.text for element in harvest(verb="ListSets").iter(f"{OAI}setSpec")]
    assert {"kind", "kind:article", "institution", "institution:udem"} <= set(specs)
    assert harvest.identifiers(set="kind:article") == harvest.identifiers(set="institution:udem") == [name(works[0])]
    assert harvest.identifiers(set="institution") == [name(works[0])]
    assert len(harvest.identifiers(set="kind:preprint")) == 4
    assert len(harvest.identifiers(set="kind")) == 5
    for unknown in ("kind:poem", "institution:nowhere", "person", "kind:article:long"):
        assert harvest.error(verb="ListIdentifiers", **FORMAT, set=unknown) == "noRecordsMatch"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Harvest", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=kind", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&colour=red", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=kind&set=kind", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=a", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T12:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T12:00:00%2B00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=kind:", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=institution:%00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=a%20b", "badArgument"),
        ("verb=GetRecord&identifier=nonsense&metadataPrefix=a%20b", "badArgument"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=kind:thesis", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=a&from=2026-01-01", "badArgument"),
        ("verb=ListRecords&resumptionToken=%01%00", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&resumptionToken=a", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=a", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:publications/0", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:publications/99999999999999999999", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=nonsense", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%0C", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=http://%5B%20%23x", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=nonsense", "idDoesNotExist"),
        ("%00%0C=1&verb=Identify", "badArgument"),
    ],
)  # fmt: skip
def test_every_error_has_its_code(query: str, code: str, works: list[PublicationPage], client: Client) -> None:
    for response in (
        client.get(f"/oai?{query}"),
        client.post("/oai", query, content_type="application/x-www-form-urlencoded"),
    ):
        root = read(response)
        assert [error.attrib["code"] for error in root.iter(f"{OAI}error")] == [code]
        if code in ("badVerb", "badArgument"):
            assert root.find(f"{OAI}request").attrib == {}  # type: ignore[union-attr]


def test_a_token_belongs_to_its_verb(
    works: list[PublicationPage], harvest: Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "PER_LIST", 2)
    token = harvest(verb="ListIdentifiers", **FORMAT).findtext(f"{OAI}resumptionToken")
    assert harvest.error(verb="ListRecords", resumptionToken=token) == "badResumptionToken"


def test_posting_answers_as_getting_does(works: list[PublicationPage], client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    arguments = {"verb": "ListRecords", **FORMAT, "set": "kind:preprint"}
    with time_machine.travel(timezone.now(), tick=False):
        posted, got = strict.post("/oai", arguments), client.get("/oai", arguments)
    assert posted.content == got.content
    assert client.head("/oai", {"verb": "Identify"}).status_code == 200
    assert client.put("/oai").status_code == 405


def test_the_formats_are_told_of_all_and_of_one(works: list[PublicationPage], harvest: Harvester) -> None:
    for arguments in ({}, {"identifier": name(works[0])}):
        told = harvest(verb="ListMetadataFormats", **arguments)
        assert told.findtext(f"{OAI}metadataFormat/{OAI}metadataPrefix") == "oai_dc"


@pytest.mark.parametrize("how", ["unpublished", "deleted", "restricted", "hidden with all others"])
def test_a_work_that_visitors_cannot_see_any_more_is_a_deleted_record(
    how: str, site_tree: SiteTree, works: list[PublicationPage], harvest: Harvester
) -> None:
    work, identifier = works[1], name(works[1])
    before = timezone.now() - timedelta(seconds=1)
    if how == "unpublished":
        work.unpublish()
    elif how == "deleted":
        work.delete()
    elif how == "restricted":
        restrict(work)
    else:
        restrict(site_tree.publications["en"])
    settle()
    [record] = harvest(verb="GetRecord", identifier=identifier, **FORMAT)
    assert [child.tag for child in record] == [f"{OAI}header"]
    assert record[0].attrib == {"status": "deleted"}
    since = before.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert identifier in harvest.identifiers(from_=since)
    assert identifier in harvest.identifiers(from_=since, set="kind:article")
    assert "Work 0" not in ET.tostring(harvest(verb="ListRecords", **FORMAT), encoding="unicode")


def test_a_work_that_comes_back_is_no_longer_deleted(works: list[PublicationPage], harvest: Harvester) -> None:
    works[1].unpublish()
    settle()
    PublicationPage.objects.get(pk=works[1].pk).save_revision().publish()
    settle()
    statuses = [header.attrib for header in harvest.headers()]
    assert statuses == [{}] * 5


def test_what_never_was_public_is_not_known(site_tree: SiteTree, harvest: Harvester) -> None:
    draft = PublicationPageFactory(full_title="A draft", publish=False)
    gone = PublicationPageFactory(full_title="Expired")
    PublicationPage.objects.filter(pk=gone.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    settle()
    assert harvest.error(verb="ListRecords", **FORMAT) == "noRecordsMatch"
    for work in (draft, gone):
        assert harvest.error(verb="GetRecord", identifier=name(work), **FORMAT) == "idDoesNotExist"
    PublicationPage.objects.filter(pk=gone.pk).update(live=False, expired=True)
    refresh([gone.pk])
    settle()
    assert [header.attrib for header in harvest.headers()] == [{"status": "deleted"}]


def test_a_file_under_embargo_is_not_linked(works: list[PublicationPage], harvest: Harvester) -> None:
    PublicationPage.objects.filter(pk=works[0].pk).update(embargo_until=timezone.localdate() + timedelta(days=1))
    text = ET.tostring(harvest(verb="GetRecord", identifier=name(works[0]), **FORMAT), encoding="unicode")
    assert "/documents/" not in text
    assert "application/pdf" not in text


def test_a_part_costs_the_same_whatever_its_length(
    works: list[PublicationPage], harvest: Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cost(**arguments: Any) -> int:
        harvest(**arguments)
        with CaptureQueriesContext(connection) as queries:
            harvest(**arguments)
        return len(queries)

    costs = []
    for number in (2, 3, 5):
        monkeypatch.setattr(records, "PER_LIST", number)
        costs.append((cost(verb="ListRecords", **FORMAT), cost(verb="ListIdentifiers", **FORMAT)))
    # The first of several parts counts the whole list as well.
    assert costs == [(13, 7), (13, 7), (11, 5)]


def test_too_many_requests_are_put_off_as_the_protocol_says(
    works: list[PublicationPage], client: Client, settings: Any
) -> None:
    settings.API_RATE_LIMIT = (1, 86_400)
    assert client.get("/oai?verb=Identify").status_code == 200
    response = client.get("/oai?verb=Identify")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


def test_another_harvester_reads_all_of_it(
    works: list[PublicationPage], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    scythe = scythe_asking(client)
    monkeypatch.setattr(records, "PER_LIST", 2)
    works[4].unpublish()
    settle()
    found = list(scythe.list_records(metadata_prefix="oai_dc"))
    assert [record.header.identifier for record in found] == [name(work) for work in works]
    assert [record.deleted for record in found] == [False, False, False, False, True]
    assert found[0].metadata["creator"] == ["Ada Lovelace", "Charles Babbage"]
    assert [header.identifier for header in scythe.list_identifiers(metadata_prefix="oai_dc")] == [
        name(work) for work in works
    ]
    assert len(list(scythe.list_records(metadata_prefix="oai_dc", ignore_deleted=True))) == 4
    assert scythe.identify().repositoryName == "Institute"
    assert "kind:article" in [found.setSpec for found in scythe.list_sets()]
    assert scythe.get_record(identifier=name(works[0]), metadata_prefix="oai_dc").metadata["date"] == ["2024-05"]


@pytest.mark.parametrize("content_type", ["application/json", "text/xml", "multipart/form-data; boundary=x"])
def test_what_is_posted_as_no_form_has_no_verb(content_type: str, client: Client) -> None:
    """Nor do the arguments of its address count: the protocol has them in the body."""
    root = read(client.post("/oai?verb=Identify", b"verb=Identify", content_type=content_type))
    assert [error.attrib["code"] for error in root.iter(f"{OAI}error")] == ["badVerb"]


def test_the_last_part_of_a_list_ends_with_an_empty_token(
    works: list[PublicationPage], harvest: Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "PER_LIST", 3)
    token = harvest(verb="ListRecords", **FORMAT).findtext(f"{OAI}resumptionToken")
    last = harvest(verb="ListRecords", resumptionToken=token)
    end = last.find(f"{OAI}resumptionToken")
    assert end is not None
    assert (end.text, end.attrib) == (None, {"completeListSize": "5", "cursor": "3"})
    monkeypatch.setattr(records, "PER_LIST", 5)
    assert harvest(verb="ListRecords", **FORMAT).find(f"{OAI}resumptionToken") is None
    # A token may be sent again, where an answer was lost on its way.
    monkeypatch.setattr(records, "PER_LIST", 3)
    again = harvest(verb="ListRecords", resumptionToken=token)
    assert ET.tostring(again) == ET.tostring(last)
    # A list without records is none: here all that was left has gone elsewhere.
    PublicPage.objects.filter(page__in=[work.pk for work in works[3:]]).update(
        updated_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    assert harvest.error(verb="ListRecords", resumptionToken=token) == "noRecordsMatch"
