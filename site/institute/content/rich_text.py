"""The links of prose to documents."""

from __future__ import annotations

from typing import Any

from wagtail.documents.rich_text import DocumentLinkHandler

from institute.content.document_access import withheld_among


class PublicDocumentLinkHandler(DocumentLinkHandler):
    """Expand the links to documents that visitors may read; of others, the words stay without an address."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Any]:
        documents: list[Any] = super().get_many(attrs_list)
        closed = withheld_among(document.pk for document in documents if document)
        return [None if document and document.pk in closed else document for document in documents]
