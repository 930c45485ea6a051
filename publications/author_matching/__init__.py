"""Who the authors of a work are: printed names matched to the people of the directory.

`spelling` compares names, `people` holds the directory in memory, `context` reads what stands around a batch of works,
`scoring` weighs one author being one person, `batches` does it for many works and writes the difference, `decisions`
keeps what librarians say. What they decided is never changed; what the machine decided is worked out anew each time, so
that the result does not depend on the order in which things were added.
"""

from publications.author_matching.batches import match_person, match_publication, match_publications
from publications.author_matching.decisions import decide, decide_many, match_by_hand, refuse_to_reveal, take_back
from publications.author_matching.people import PeopleIndex

__all__ = [
    "PeopleIndex",
    "decide",
    "decide_many",
    "match_by_hand",
    "match_person",
    "match_publication",
    "match_publications",
    "refuse_to_reveal",
    "take_back",
]
