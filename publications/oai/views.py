"""The address that harvesters ask."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from institute.api.limits import seconds_to_wait
from institute.content.languages import default_language
from institute.content.middleware import read_only
from institute.content.url_parts import host_of
from institute.content.urls import UrlResolver
from publications.oai import documents, records
from publications.oai.contact import admin_email
from publications.oai.documents import IDENTIFIER, OAI, OAI_DC, XSI, add
from publications.oai.dublin_core import dublin_core
from publications.oai.protocol import (
    PREFIX,
    OaiError,
    Token,
    read_arguments,
    read_selection,
    require_prefix,
    stamp_text,
)
from publications.oai.records import Header

# After these errors the request is not repeated: its arguments may be anything.
_UNREPEATABLE = {"badVerb", "badArgument"}
_LOCAL = "publications/"


@read_only
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer one request of a harvester; nothing of it depends on who asks or in which language."""
    if wait := seconds_to_wait(request):
        return HttpResponse(status=503, headers={"Retry-After": str(wait), "Cache-Control": "no-store"})
    with translation.override(default_language()):
        root = Answer(request).root()
    response = HttpResponse(documents.written(root), content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


class Answer:
    """The answer to one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.url_resolver = UrlResolver.for_request(request)
        self.origin = f"{request.scheme}://{request.get_host()}"
        self.base_url = f"{self.origin}{request.path}"
        # Identifiers last: they do not depend on the name by which this host was asked.
        self.namespace = host_of(settings.WAGTAILADMIN_BASE_URL)

    def root(self) -> Element:
        arguments: dict[str, str] = {}
        moment = records.horizon(timezone.now())
        try:
            arguments = read_arguments(self.request.POST if self.request.method == "POST" else self.request.GET)
            told = getattr(self, _METHODS[arguments["verb"]])(arguments)
        except OaiError as error:
            root = documents.envelope(moment, self.base_url, {} if error.code in _UNREPEATABLE else arguments)
            add(root, "error", error.message, {"code": error.code})
            return root
        root = documents.envelope(moment, self.base_url, arguments)
        root.append(told)
        return root

    def identify(self, arguments: dict[str, str]) -> Element:
        told = Element(f"{{{OAI}}}Identify")
        site = Site.find_for_request(self.request)
        home: Any = self.url_resolver.site_tree.entrance(site) if site is not None else None
        is_open = home is not None and home.is_open
        organisation = self.url_resolver.site_tree.whole(home).organisation_name if is_open else ""
        add(told, "repositoryName", organisation or settings.WAGTAIL_SITE_NAME)
        add(told, "baseURL", self.base_url)
        add(told, "protocolVersion", "2.0")
        add(told, "adminEmail", admin_email(self.request.get_host()))
        add(told, "earliestDatestamp", stamp_text(records.earliest_stamp()))
        add(told, "deletedRecord", "persistent")
        add(told, "granularity", "YYYY-MM-DDThh:mm:ssZ")
        if "." in self.namespace:
            self.add_scheme(told)
        return told

    def add_scheme(self, told: Element) -> None:
        """Tell how identifiers are made; the scheme knows no host without a dot, such as a developer's."""
        schema = "http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"
        names = {f"{{{XSI}}}schemaLocation": f"{IDENTIFIER} {schema}"}
        scheme = add(add(told, "description"), f"{{{IDENTIFIER}}}oai-identifier", "", names)
        add(scheme, f"{{{IDENTIFIER}}}scheme", "oai")
        add(scheme, f"{{{IDENTIFIER}}}repositoryIdentifier", self.namespace)
        add(scheme, f"{{{IDENTIFIER}}}delimiter", ":")
        add(scheme, f"{{{IDENTIFIER}}}sampleIdentifier", self.identifier(1))

    def list_metadata_formats(self, arguments: dict[str, str]) -> Element:
        if "identifier" in arguments:
            self.header(arguments["identifier"])
        told = Element(f"{{{OAI}}}ListMetadataFormats")
        described = add(told, "metadataFormat")
        add(described, "metadataPrefix", PREFIX)
        add(described, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
        add(described, "metadataNamespace", OAI_DC)
        return told

    def list_sets(self, arguments: dict[str, str]) -> Element:
        if "resumptionToken" in arguments:
            raise OaiError("badResumptionToken", "The sets come all at once.")
        told = Element(f"{{{OAI}}}ListSets")
        for found in records.sets():
            described = add(told, "set")
            add(described, "setSpec", found.spec)
            add(described, "setName", found.name)
        return told

    def get_record(self, arguments: dict[str, str]) -> Element:
        header = self.header(arguments["identifier"])
        require_prefix(arguments["metadataPrefix"])
        told = Element(f"{{{OAI}}}GetRecord")
        self.add_records(told, [header])
        return told

    def list_records(self, arguments: dict[str, str]) -> Element:
        return self.listed(arguments, self.add_records)

    def list_identifiers(self, arguments: dict[str, str]) -> Element:
        return self.listed(arguments, self.add_headers)

    def listed(self, arguments: dict[str, str], add_all: Any) -> Element:
        """Return the list, or its next part, and the token that goes on with it."""
        verb, text = arguments["verb"], arguments.get("resumptionToken")
        token = Token.read(text, verb) if text is not None else None
        selection = token.selection if token is not None else read_selection(arguments)
        after = (token.stamp, token.key) if token is not None else None
        found = records.headers(selection, after, records.PER_LIST + 1)
        if not found:
            # The rest of a list too may be nothing: its records have changed after ``until``, or left the set.
            raise OaiError("noRecordsMatch", "Nothing has changed in that period, or there is nothing in that set.")
        told = Element(f"{{{OAI}}}{verb}")
        shown, has_more = found[: records.PER_LIST], len(found) > records.PER_LIST
        add_all(told, shown)
        given = token.given if token is not None else 0
        if has_more:
            size = token.size if token is not None else records.count(selection)
            last = shown[-1]
            following = Token(verb, selection, last.stamp, last.key, given + len(shown), size)
            attributes = {"completeListSize": str(size), "cursor": str(given)}
            add(told, "resumptionToken", str(following), attributes)
        elif token is not None:
            add(told, "resumptionToken", "", {"completeListSize": str(token.size), "cursor": str(given)})
        return told

    def add_headers(self, told: Element, headers: list[Header]) -> None:
        kinds = records.kinds(header.key for header in headers if not header.is_deleted)
        institutions = records.institutions_of(kinds)
        for header in headers:
            self.add_header(told, header, kinds.get(header.key), institutions)

    def add_records(self, told: Element, headers: list[Header]) -> None:
        works = records.works(header.key for header in headers if not header.is_deleted)
        institutions = records.institutions_of(works)
        for header in headers:
            work = works.get(header.key)
            record = add(told, "record")
            self.add_header(record, header, work.kind if work is not None else None, institutions)
            if work is not None:
                path = self.url_resolver.path(work, default_language()) or ""
                add(record, "metadata").append(dublin_core(work, self.absolute, path))

    def add_header(
        self, parent: Element, header: Header, kind: str | None, institutions: dict[int, list[str]]
    ) -> None:
        """Add a header; a work that disappeared since its header was read is deleted too."""
        told = add(parent, "header", "", {} if kind is not None else {"status": "deleted"})
        add(told, "identifier", self.identifier(header.key))
        add(told, "datestamp", stamp_text(header.stamp))
        for spec in records.set_specs(kind, institutions.get(header.key, ())) if kind is not None else ():
            add(told, "setSpec", spec)

    def header(self, identifier: str) -> Header:
        prefix = self.identifier("")
        number = identifier.removeprefix(prefix)
        found = None
        if identifier.startswith(prefix) and number.isascii() and number.isdecimal() and len(number) < 19:
            found = records.header_of(int(number)) if str(int(number)) == number else None
        if found is None:
            raise OaiError("idDoesNotExist", "There is no such record.")
        return found

    def identifier(self, key: int | str) -> str:
        return f"oai:{self.namespace}:{_LOCAL}{key}"

    def absolute(self, url: str) -> str:
        return f"{self.origin}{url}" if url.startswith("/") else url


_METHODS = {
    "Identify": "identify",
    "ListMetadataFormats": "list_metadata_formats",
    "ListSets": "list_sets",
    "GetRecord": "get_record",
    "ListIdentifiers": "list_identifiers",
    "ListRecords": "list_records",
}
