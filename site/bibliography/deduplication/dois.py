"""DOIs of one work: of its preprint, of a copy in a repository, of one version after the other."""

from __future__ import annotations

import re

# Who registers them gives a DOI to what was, will be or also is published elsewhere.
_PREPRINT = re.compile(
    r"""10\.48550/                        # arXiv
    |10\.1101/(?:\d{4}\.\d\d\.\d\d\.)?\d{5,}  # bioRxiv, medRxiv; not the journals of the same press
    |10\.64898/                           # bioRxiv, medRxiv since 2025
    |10\.2139/ssrn
    |10\.21203/rs
    |10\.20944/preprints
    |10\.(?:31219|31234|31235|31222|31223|31224|31225|31226|31227|31228|31229|31230|31231|31232|31233|31236|31237)/osf
    |10\.31(?:219|234|235)/
    |10\.26434/chemrxiv
    |10\.22541/(?:au|essoar)
    |10\.36227/techrxiv
    |10\.1002/essoar
    |10\.7287/peerj\.preprints
    |10\.31730/ | 10\.32942/ | 10\.33774/ | 10\.35542/ | 10\.51094/jxiv | 10\.32388/ | 10\.14293/
    |10\.2196/preprints
    |10\.3386/w                           # NBER
    |10\.5194/[a-z]+-(?:\d{4}-\d+|discuss|preprints)
    |10\.5194/[a-z]+d-
    """,
    re.VERBOSE,
)
_COPY = re.compile(
    r"""10\.5281/zenodo | 10\.6084/m9\.figshare | 10\.1184/ | 10\.17863/cam | 10\.7916/ | 10\.3929/ethz | 10\.5167/uzh
    |10\.2307/                            # JSTOR
    |10\.5555/                            # not registered at all: ACM's names for the works of others
    |10\.13140/rg                         # ResearchGate
    |10\.1184/r1 | 10\.17615/ | 10\.18452/ | 10\.5445/ir | 10\.22028/d | 10\.25560/ | 10\.17169/ | 10\.15488/
    |10\.20381/ruor | 10\.11575/prism | 10\.14288/1\. | 10\.48448 | 10\.52202 | 10\.60692 | 10\.65215
    """,
    re.VERBOSE,
)
_VERSION = re.compile(r"(?:[/._-]v\d+|(?<=10\.12688/)(?P<article>[a-z0-9]+\.\d+)\.\d+)$")


def is_preprint_doi(doi: str) -> bool:
    return bool(_PREPRINT.match(doi))


def is_copy_doi(doi: str) -> bool:
    """Whether the DOI may stand beside another one of the same work."""
    return bool(_COPY.match(doi)) or is_preprint_doi(doi)


def without_version(doi: str) -> str:
    """What the DOIs of all versions of one deposit share."""
    if not (is_copy_doi(doi) or doi.startswith("10.12688/")):
        return doi
    return _VERSION.sub(lambda match: match["article"] or "", doi)
