"""Citations in six styles, in both languages, also where citeproc-py does not do what the styles say."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from citeproc.model import CitationStylesElement
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bibliography import citations as module
from bibliography.citations import STYLES, citations
from bibliography.identifiers import Scheme
from bibliography.publication_types import Kind
from publications.exports.works import Link, Work
from tests.publications.exports.works import make_work


def cited(work: Work, style: str, language: str = "en") -> str:
    with translation.override(language):
        return next(row.text for row in citations(work) if row.style == style)


def article(**more: Any) -> Work:
    values: dict[str, Any] = {
        "title": "Learning to learn",
        "language": "en",
        "authors": ["Yoshua Bengio", "Aaron van den Oord", "Jean-Pierre Roy"],
        "date": "2024-05-12",
        "venue_name": "Nature",
        "volume": "12",
        "issue": "3",
        "pages": "101–110",
        "doi": "10.1000/xyz",
        "publisher": "Springer",
    }
    return make_work(**values | more)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "apa",
            "Bengio, Y., van den Oord, A., & Roy, J.-P. (2024). Learning to learn. Nature, 12(3), 101–110. "
            "https://doi.org/10.1000/xyz",
        ),
        (
            "mla",
            "Bengio, Yoshua, et al. “Learning to Learn.” Nature, vol. 12, no. 3, May 2024, pp. 101–10, "
            "https://doi.org/10.1000/xyz.",
        ),
        (
            "chicago",
            "Bengio, Yoshua, Aaron van den Oord, and Jean-Pierre Roy. 2024. “Learning to Learn.” Nature 12 (3): 101–10. "
            "https://doi.org/10.1000/xyz.",
        ),
        (
            "ieee",
            "Y. Bengio, A. van den Oord, and J.-P. Roy, “Learning to learn,” Nature, vol. 12, no. 3, pp. 101–110, "
            "May 2024, doi: 10.1000/xyz.",
        ),
        (
            "vancouver",
            "Bengio Y, van den Oord A, Roy JP. Learning to learn. Nature. 2024;12(3):101–10. doi:10.1000/xyz",
        ),
        (
            "harvard",
            "Bengio, Y., van den Oord, A. and Roy, J.-P. (2024) ‘Learning to learn’, Nature, 12(3), pp. 101–110. "
            "Available at: https://doi.org/10.1000/xyz.",
        ),
    ],
)
def test_an_article_in_every_style(style: str, expected: str) -> None:
    assert cited(article(), style) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "mla",
            "Bengio, Yoshua, et al. «\u00a0Learning to Learn\u00a0». Nature, vol. 12, nᵒ 3, mai 2024, p. 101‑10, "
            "https://doi.org/10.1000/xyz.",
        ),
        (
            "harvard",
            "Bengio, Y., van den Oord, A. et Roy, J.-P. (2024) «\u00a0Learning to learn\u00a0», Nature, 12(3), "
            "p. 101‑110. Disponible sur\u00a0: https://doi.org/10.1000/xyz.",
        ),
    ],
)
def test_an_article_in_french(style: str, expected: str) -> None:
    assert cited(article(), style, "fr") == expected


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_citation_however_little_is_known(kind: Kind, language: str) -> None:
    works = [
        make_work(title="Nothing known", kind=kind),
        make_work(title="Some title", kind=kind, authors=["Plato"]),
        article(kind=kind, edition="2nd"),
        article(kind=kind, venue_name="", publisher=""),
    ]
    for work in works:
        with translation.override(language):
            rows = citations(work)
        assert [row.style for row in rows] == [style.name for style in STYLES]
        for row in rows:
            assert row.text.lower().count(work.title.lower()) == 1
            assert not {"..", ",,", " .", " ,", "None", "  "} & {row.text[i : i + 2] for i in range(len(row.text))}


@pytest.mark.parametrize(
    ("style", "name"), [("mla", "Shah, Mehil B."), ("apa", "Shah, M. B."), ("vancouver", "Shah MB")]
)
def test_an_initial_has_its_full_stop_where_the_style_has_one(style: str, name: str) -> None:
    for printed in ("Mehil B Shah", "Mehil B. Shah"):
        assert cited(article(authors=[printed]), style).startswith(name)
    assert cited(article(authors=["J-P Roy"]), "mla").startswith("Roy, J.-P. “")


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "“Alone.” [Online]."), ("fr", "«\u00a0Alone\u00a0». [En ligne].")]
)
def test_a_title_without_a_date_ends_before_what_follows(language: str, expected: str) -> None:
    assert expected in cited(make_work(title="Alone", authors=["Ada Lovelace"]), "ieee", language)


def test_a_missing_date_is_said() -> None:
    assert "(n.d.)" in cited(article(date=""), "apa")
    assert "(s.\u00a0d.)" in cited(article(date=""), "apa", "fr")


def test_what_stands_where_an_author_is_missing_stands_once() -> None:
    report = make_work(title="Annual report?", kind=Kind.REPORT, date="2020", publisher="The Institute")
    assert cited(report, "apa") == "Annual report? (2020). The Institute."


def test_groups_and_names_of_one_word_stay_whole() -> None:
    work = article(authors=["The ATLAS Collaboration", "Plato", "李伟", "danah boyd"])
    assert cited(work, "apa").startswith("The ATLAS Collaboration, Plato, 李伟, & boyd, D. (2024)")


def test_a_large_collaboration_is_cited_by_its_first_and_its_last() -> None:
    text = cited(article(authors=[f"Ada Number{number}" for number in range(3000)]), "apa")
    assert "Number18, A., … Number2999, A." in text
    assert "Number19," not in text


def test_a_preprint_names_its_server_once() -> None:
    work = article(kind=Kind.PREPRINT, venue_name="arXiv", publisher="arXiv", volume="", issue="", pages="")
    for style in STYLES:
        assert cited(work, style.name).count("arXiv") == 1


LORA = {
    "title": "LoRA: low-rank adaptation of large language models",
    "authors": ["Edward J. Hu", "Yelong Shen"],
    "date": "2021-06-17",
    "kind": Kind.PREPRINT,
    "venue_name": "arXiv",
    "identifiers": ((Scheme.ARXIV, "2106.09685"),),
    "doi": "10.48550/arXiv.2106.09685",
    "volume": "abs/2106.09685",
    "issue": "",
    "pages": "",
    "publisher": "",
}


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "apa",
            "Hu, E. J., & Shen, Y. (2021). LoRA: low-rank adaptation of large language models (arXiv:2106.09685). arXiv. "
            "https://doi.org/10.48550/arXiv.2106.09685",
        ),
        (
            "mla",
            "Hu, Edward J., and Yelong Shen. “LoRA: Low-Rank Adaptation of Large Language Models.” arXiv, "
            "arXiv:2106.09685, 17 June 2021, https://doi.org/10.48550/arXiv.2106.09685.",
        ),
        (
            "ieee",
            "E. J. Hu and Y. Shen, “LoRA: low-rank adaptation of large language models,” 2021, arXiv:2106.09685.",
        ),
        (
            "vancouver",
            "Hu EJ, Shen Y. LoRA: low-rank adaptation of large language models. arXiv:2106.09685 [Preprint]. 2021. "
            "doi:10.48550/arXiv.2106.09685",
        ),
        (
            "harvard",
            "Hu, E.J. and Shen, Y. (2021) ‘LoRA: low-rank adaptation of large language models’, arXiv [Preprint]. "
            "Available at: https://doi.org/10.48550/arXiv.2106.09685.",
        ),
    ],
)
def test_preprint_has_its_arxiv_number(style: str, expected: str) -> None:
    for server in ("arXiv", "arXiv (Cornell University)", "CoRR", ""):
        assert cited(article(**{**LORA, "venue_name": server}), style) == expected


def test_preprint_is_called_so_in_the_language_of_the_page() -> None:
    assert "arXiv [Prépublication]. Disponible sur" in cited(article(**LORA), "harvard", "fr")
    elsewhere = {**LORA, "venue_name": "bioRxiv", "identifiers": (), "doi": "10.1101/2021.06.17.448888"}
    assert "bioRxiv [Preprint]. Available at" in cited(article(**elsewhere), "harvard")
    assert "[Preprint]" in cited(article(**{**elsewhere, "venue_name": ""}), "harvard")
    assert cited(article(**elsewhere), "ieee").endswith("Jun. 17, 2021, bioRxiv. doi: 10.1101/2021.06.17.448888.")


def test_preprint_on_another_server_has_no_arxiv_number() -> None:
    for style in STYLES:
        assert "2106.09685" not in cited(article(**{**LORA, "venue_name": "HAL", "doi": "10.1000/x"}), style.name)


def test_article_without_volume_and_pages_is_no_preprint() -> None:
    for language in ("en", "fr"):
        assert "[P" not in cited(article(volume="", issue="", pages=""), "harvard", language)


@pytest.mark.parametrize(
    ("title", "mla", "chicago"),
    [
        ("low-rank adaptation", "Low-Rank Adaptation", "Low-Rank Adaptation"),
        ("Low-rank and high-rank", "Low-Rank and High-Rank", "Low-Rank and High-Rank"),
        ("state-of-the-art models", "State-of-the-Art Models", "State-of-the-Art Models"),
        (
            "BERT: pre-training of transformers",
            "BERT: Pre-Training of Transformers",
            "BERT: Pre-training of Transformers",
        ),
        ("low- and high-rank t-SNE", "Low- and High-Rank t-SNE", "Low- and High-Rank t-SNE"),
        (r"$k$-means in \emph{in-vitro} trials", "k-means in in-vitro Trials", "k-means in in-vitro Trials"),
    ],
)
def test_title_has_capitals_after_hyphens(title: str, mla: str, chicago: str) -> None:
    assert f"“{mla}.”" in cited(article(title=title), "mla")
    assert f"“{chicago}.”" in cited(article(title=title), "chicago")
    assert title.replace("$", "").replace(r"\emph{", "").replace("}", "") in cited(article(title=title), "apa")


def test_title_in_french_keeps_its_small_letters_after_hyphens() -> None:
    assert "“un arc-en-ciel.”" in cited(article(title="un arc-en-ciel", language="fr"), "mla")


def test_what_has_no_doi_is_cited_by_where_it_is() -> None:
    software = make_work(title="Theano", kind=Kind.SOFTWARE, links=(Link("code", "https://example.org/code", "Code"),))
    assert "https://example.org/code" in cited(software, "apa")
    assert "https://www.example.org/en/publications/a-work/" in cited(make_work(), "apa")
    assert "https://" not in cited(article(doi=""), "apa")


def test_a_retracted_work_is_cited_as_such() -> None:
    assert cited(article(status="retracted", status_label="Retracted"), "mla").endswith(" [Retracted]")


def test_formulas_and_latin_names_keep_their_capitals() -> None:
    work = article(title=r"How \emph{E. coli} learns $\alpha$: a & b")
    with translation.override("en"):
        mla = next(row for row in citations(work) if row.style == "mla")
    assert "“How E. coli Learns α: A & B.”" in mla.text
    assert "How <i>E. coli</i> Learns α: A &amp; B." in mla.html


def test_titles_in_other_languages_keep_theirs() -> None:
    for language in ("fr", ""):
        assert "“apprendre à apprendre.”" in cited(article(title="apprendre à apprendre", language=language), "mla")


_SIGNS = st.sampled_from(
    ["<script>alert(1)</script>", "<i>", "&amp;", "\ue020", '"', "'", "$x<y$", "”.", "doi:10.1/x"]
)


@given(st.lists(_SIGNS, min_size=1, max_size=5))
def test_no_title_becomes_markup(signs: list[str]) -> None:
    text = " ".join(signs)
    work = article(title=text, authors=[text], venue_name=text, publisher=text)
    rows = citations(work)
    assert rows
    for row in rows:
        plain = row.html.replace("<i>", "").replace("</i>", "")
        assert "<" not in plain
        assert row.html.count("<i>") == row.html.count("</i>")
        assert "\ue020" not in row.text + row.html


@pytest.fixture
def _nothing_remembered() -> Iterator[None]:
    module._rendered.cache_clear()
    yield
    module._rendered.cache_clear()


@pytest.mark.usefixtures("_nothing_remembered")
def test_threads_do_not_disturb_each_other() -> None:
    works = [article(title=f"Learning {number}", authors=["Ada Lovelace"] * (number + 1)) for number in range(8)]
    expected = [cited(work, "apa") for work in works]
    module._rendered.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda work: cited(work, "apa"), works)) == expected


@pytest.mark.usefixtures("_nothing_remembered")
def test_what_was_rendered_is_remembered_until_the_work_says_something_else() -> None:
    work = article()
    for _ in range(3):
        cited(work, "apa")
    assert module._rendered.cache_info().misses == 1
    cited(article(title="Changed"), "apa")
    assert module._rendered.cache_info().misses == 2


def test_a_style_is_searched_once_whatever_the_number_of_works(monkeypatch: pytest.MonkeyPatch) -> None:
    citations(article(title="Work number one"))
    searches = []
    search = CitationStylesElement.xpath_search

    def noted(element: Any, expression: str) -> Any:
        searches.append(expression)
        return search(element, expression)

    monkeypatch.setattr(CitationStylesElement, "xpath_search", noted)
    citations(article(title="Work number two"))
    # The few elements that citeproc-py makes for one work.
    assert len(searches) < 30
