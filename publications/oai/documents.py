"""Answers of the protocol, as XML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from bibliography.text.xml_text import writable
from publications.oai.protocol import stamp_text

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"

_IN_AN_ADDRESS = ":/?@!$&'()*+,;=%"

for _prefix, _namespace in (
    ("oai_dc", OAI_DC),
    ("dc", DC),
    ("xsi", XSI),
    ("", OAI),
    ("oai-identifier", IDENTIFIER),
):
    ET.register_namespace(_prefix, _namespace)


def add(parent: Element, tag: str, text: str = "", attributes: Mapping[str, str] | None = None) -> Element:
    """Add an element with ``text``; a tag without a namespace is one of the protocol."""
    name = tag if tag.startswith("{") else f"{{{OAI}}}{tag}"
    child = ET.SubElement(parent, name, {key: writable(value) for key, value in (attributes or {}).items()})
    child.text = writable(text) or None
    return child


def envelope(moment: datetime, base_url: str, arguments: Mapping[str, str]) -> Element:
    """Return the root of an answer to ``arguments``."""
    root = Element(
        f"{{{OAI}}}OAI-PMH", {f"{{{XSI}}}schemaLocation": f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"}
    )
    add(root, "responseDate", stamp_text(moment))
    told = dict(arguments)
    if "identifier" in told:
        # Whatever it is, it is told of as an address; ours have no character that this changes.
        told["identifier"] = quote(told["identifier"], safe=_IN_AN_ADDRESS)
    add(root, "request", base_url, told)
    return root


def written(root: Element) -> bytes:
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
