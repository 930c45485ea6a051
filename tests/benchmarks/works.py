"""Made-up works to measure with: the same ones at every run, as long and as varied as real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

from directory.models import DirectoryPage
from tests.support import make_person

SYLLABLES = [
    "ba",
    "be",
    "co",
    "da",
    "en",
    "fa",
    "go",
    "hi",
    "in",
    "ka",
    "la",
    "me",
    "no",
    "or",
    "pa",
    "qui",
    "re",
    "sa",
    "te",
    "ul",
    "va",
    "wo",
    "xi",
    "ya",
    "zo",
    "tion",
    "ment",
    "graph",
    "net",
]
MEMBERS = 150


class Works:
    """Entries of BibTeX, each with a DOI, five authors, a venue and an abstract of 150 words."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.words = sorted({self._word() for _ in range(8000)})
        self.given = sorted({self._word().capitalize() for _ in range(600)})
        self.family = sorted({self._word().capitalize() for _ in range(6000)})
        self.members = [(self.random.choice(self.given), self.random.choice(self.family)) for _ in range(MEMBERS)]

    def make_members(self, directory: DirectoryPage) -> None:
        for given, family in self.members:
            make_person(directory, given, family)

    def entries(self, number: int, start: int = 0) -> Iterator[str]:
        for index in range(start, start + number):
            authors = " and ".join(f"{family}, {given}" for given, family in self.authors())
            yield (
                f"@article{{work{index},\n  title = {{{self.title()}}},\n  author = {{{authors}}},\n"
                f"  journal = {{Journal of {self.words[index % 400].capitalize()}}},\n  year = {{{2000 + index % 25}}},\n"
                f"  volume = {{{index % 60}}},\n  pages = {{{index % 900}--{index % 900 + 12}}},\n"
                f"  doi = {{10.5555/work.{index}}},\n  abstract = {{{self.sentence(150)}}}\n}}\n\n"
            )

    def title(self) -> str:
        return self.sentence(self.random.randint(5, 14)).capitalize()

    def abstract(self) -> str:
        return self.sentence(150)

    def authors(self) -> list[tuple[str, str]]:
        """Five authors as (given, family); a member of the institute is among those of one work in three."""
        people = [(self.random.choice(self.given), self.random.choice(self.family)) for _ in range(5)]
        if self.random.random() < 1 / 3:
            people[0] = self.random.choice(self.members)
        return people

    def sentence(self, words: int) -> str:
        return " ".join(self.random.choices(self.words, k=words))

    def _word(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(1, 4)))
