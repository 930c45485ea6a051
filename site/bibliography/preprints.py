"""How each style of citation names a preprint: its server, its number there, and that it is a preprint.

The CSL styles have the parts, but each expects them in other variables. APA: manual, 7th edition, 10.8 (example 73).
MLA: the server is the container of the work. IEEE: reference guide, "arXiv". NLM: Citing Medicine, "Preprints".
Harvard: Cite Them Right, "Preprints".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bibliography.identifiers import Scheme
from bibliography.publication_types import Kind
from bibliography.text_normalization import normalize

if TYPE_CHECKING:
    from publications.exports.works import Work

ARXIV = "arXiv"
_ARXIV_DOI = "10.48550/arxiv."


@dataclass(frozen=True)
class Preprint:
    """Where a preprint is kept, its number there (`arXiv:2106.09685`), and the word for a preprint in a language."""

    server: str
    number: str
    label: str

    def variables(self, style: str) -> dict[str, str]:
        """Return the CSL variables that make the style ``style`` print what it should."""
        match style:
            case "apa":
                return {"publisher": self.server, "number": self.number}
            case "mla":
                return {"container-title": self.server, "number": self.number}
            case "ieee":
                return {"number": self.number} if self.number else {"publisher": self.server}
            case "vancouver":
                return {"container-title": f"{self.number or self.server} [{self.label}]".strip()}
            case "harvard":
                return {"container-title": self.server} if self.server else {"publisher": f"[{self.label}]"}
        return {"publisher": self.server}


def preprint_of(work: Work) -> Preprint | None:
    """Return what there is to say of ``work`` as a preprint, or None where it is none; its label in its language."""
    if work.kind != Kind.PREPRINT:
        return None
    server, number = work.venue_name or work.publisher, work.identifier(Scheme.ARXIV)
    # DBLP names it CoRR, and others add who runs it.
    is_arxiv = normalize(server).startswith("arxiv") or normalize(server) in ("", "corr")
    if number and is_arxiv:
        return Preprint(ARXIV, f"{ARXIV}:{number}", str(Kind.PREPRINT.label))
    return Preprint(server, "", str(Kind.PREPRINT.label))


def is_arxiv_doi(doi: str) -> bool:
    """Return whether ``doi`` says no more than the arXiv number."""
    return doi.lower().startswith(_ARXIV_DOI)
