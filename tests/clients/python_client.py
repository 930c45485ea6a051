"""A program on the client of openapi-python-client: it type-checks only while the document says what is answered."""

from __future__ import annotations

from institute_client import Client
from institute_client.api.pages import home, resolve
from institute_client.api.publications import list_publications
from institute_client.models import FiguresBlock, Home, PublicationList, Redirection, ResolvedView
from institute_client.types import Unset

client = Client(base_url="https://www.example.org/api/v1")


def home_page() -> list[str]:
    answer = home.sync(client=client)
    if not isinstance(answer, Home):
        return []
    figures = [block for block in answer.body if isinstance(block, FiguresBlock)]
    return [answer.title, *(figure.label for block in figures for figure in block.figures)]


def publications() -> list[str]:
    answer = list_publications.sync(client=client, limit=50)
    if not isinstance(answer, PublicationList):
        return []
    return [f"{work.full_title} {work.year or ''} {work.authors[0].name}" for work in answer.items]


def where(path: str) -> str:
    answer = resolve.sync(client=client, path=path)
    if isinstance(answer, Redirection):
        return answer.target
    if isinstance(answer, ResolvedView):
        return answer.api_url
    return ""


def facets() -> int:
    answer = list_publications.sync(client=client, facets=True)
    if not isinstance(answer, PublicationList) or answer.facets is None or isinstance(answer.layout, Unset):
        return 0
    return len(answer.facets.topic)
