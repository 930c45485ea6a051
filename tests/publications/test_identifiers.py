"""However an identifier is written, it is kept in one form, and what is none is refused with a reason."""

from __future__ import annotations

import string
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import isbn as isbn_numbers

from bibliography.identifiers import (
    IdentifierError,
    Scheme,
    ShortDoiError,
    clean_issn,
    identifier_url,
    normalize_identifier,
    parse_identifier,
    parse_lines,
)

doi_suffixes = st.text(string.ascii_letters + string.digits + "()<>;/:._-#", min_size=1, max_size=40).filter(
    lambda text: text == text.rstrip(".,:;)>/")
)
dois = st.builds("10.{}/{}".format, st.integers(1000, 999_999_999), doi_suffixes).filter(
    lambda text: not text.startswith("10.48550/")
)
arxiv_numbers = st.builds("{:02}{:02}.{:05}".format, st.integers(15, 99), st.integers(1, 12), st.integers(0, 99_999))
isbn_bodies = st.text(string.digits, min_size=9, max_size=9)


@given(dois, st.sampled_from(["{}", "doi:{}", "DOI: {}", " {} ", "https://doi.org/{}", "http://dx.doi.org/{}"]))
def test_a_doi_is_the_same_in_every_spelling(doi: str, spelling: str) -> None:
    text = spelling.format(quote(doi, safe="/") if "://" in spelling else doi)
    assert parse_identifier(text) == (Scheme.DOI, doi.lower())
    assert parse_identifier(text.upper().replace("HTTP", "http")) == (Scheme.DOI, doi.lower())


@given(dois)
def test_a_doi_is_found_again_from_its_own_link(doi: str) -> None:
    identifier = parse_identifier(doi)
    assert parse_identifier(identifier_url(*identifier)) == identifier


@given(arxiv_numbers, st.integers(1, 30))
def test_the_versions_of_an_arxiv_paper_are_one_work(number: str, version: int) -> None:
    spellings = [
        number,
        f"arXiv:{number}",
        f"arXiv:{number}v{version} [cs.LG]",
        f"https://arxiv.org/abs/{number}v{version}",
        f"https://arxiv.org/pdf/{number}.pdf",
        f"10.48550/arXiv.{number}",
        f"https://doi.org/10.48550/ARXIV.{number}",
    ]
    assert {parse_identifier(spelling) for spelling in spellings} == {(Scheme.ARXIV, number)}


@given(isbn_bodies)
def test_an_isbn_of_ten_digits_is_kept_as_thirteen(body: str) -> None:
    ten = body + isbn_numbers._calc_isbn10_check_digit(body)
    scheme, value = parse_identifier(f"ISBN {isbn_numbers.format(ten)}")
    assert (scheme, len(value)) == (Scheme.ISBN, 13)
    assert parse_identifier(value) == (scheme, value)


@given(isbn_bodies, st.sampled_from("0123456789X"))
def test_an_isbn_with_a_wrong_check_digit_is_refused(body: str, digit: str) -> None:
    assume(digit != isbn_numbers._calc_isbn10_check_digit(body))
    with pytest.raises(IdentifierError):
        normalize_identifier(Scheme.ISBN, body + digit)


@given(
    st.text(max_size=60) | st.from_regex(r"(doi:|arXiv:|PMID: |hdl:|10\.)?[0-9]{4,6}[./]?[ -~]{1,20}", fullmatch=True)
)
def test_what_any_text_is_read_as_is_in_normal_form(text: str) -> None:
    try:
        scheme, value = parse_identifier(text)
    except IdentifierError:
        return
    assert normalize_identifier(scheme, value) == (scheme, value)


@pytest.mark.parametrize(
    ("text", "scheme", "value"),
    [
        ("math.GT/0309136", "arxiv", "math/0309136"),
        ("arXiv:hep-th/9901001v2", "arxiv", "hep-th/9901001"),
        ("1412.6980", "arxiv", "1412.6980"),
        ("https://openalex.org/W2741809807", "openalex", "W2741809807"),
        ("https://api.openalex.org/works/w2741809807", "openalex", "W2741809807"),
        ("PMID: 19872477", "pmid", "19872477"),
        ("https://pubmed.ncbi.nlm.nih.gov/19872477/", "pmid", "19872477"),
        ("PMC2808187", "pmcid", "PMC2808187"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2808187/", "pmcid", "PMC2808187"),
        ("hal-01234567v2", "hal", "hal-01234567"),
        ("https://hal.science/hal-01234567", "hal", "hal-01234567"),
        ("hdl:1866/12345", "handle", "1866/12345"),
        ("https://www.science.org/doi/abs/10.1126/Science.abc", "doi", "10.1126/science.abc"),
        ("10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2", "doi",
         "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"),
    ],
)  # fmt: skip
def test_the_schemes_of_the_field_are_known(text: str, scheme: str, value: str) -> None:
    assert parse_identifier(text) == (scheme, value)


@pytest.mark.parametrize("text", ["", "hello", "10.1000", "12345678", "arXiv:2113.00001", "https://example.org/paper"])
def test_what_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError):
        parse_identifier(text)


def test_a_bare_number_asks_which_it_is() -> None:
    with pytest.raises(IdentifierError, match="PMID 12345678"):
        parse_identifier("12345678")


def test_lines_keep_their_numbers_and_repeat_nothing() -> None:
    lines = list(parse_lines("10.1000/a\n\nnonsense\nhttps://doi.org/10.1000/A\n"))
    assert [(line.number, line.identifier) for line in lines] == [(1, ("doi", "10.1000/a")), (3, None)]
    assert "nonsense" in lines[1].error


def test_an_issn_is_checked() -> None:
    assert clean_issn("0378 5955") == "0378-5955"
    with pytest.raises(IdentifierError):
        clean_issn("0378-5954")


@pytest.mark.parametrize(
    "text",
    [
        "doi:10.1000/ab_c(1)",
        "DOI: 10.1000/AB_C(1)",
        "doi: https://doi.org/10.1000/ab_c(1)",
        "doi.org/10.1000/ab_c(1)",
        "www.doi.org/10.1000/ab_c(1)",
        "https://dx.doi.org/10.1000/ab_c(1)",
        "http://doi.org/10.1000/ab_c(1)",
        "http://dx.doi.org/doi:10.1000/ab_c(1)",
        "https://doi.org/10.1000/ab_c(1)?utm_source=newsletter",
        "https://doi.org.proxy.example.edu/10.1000/ab_c(1)",
        "urn:doi:10.1000/ab_c(1)",
        "info:doi/10.1000/ab_c(1)",
        "10.1000%2Fab_c%281%29",
        r"10.1000/ab\_c(1)",
        r"10.1000/ab{\_}c(1)",
        "{10.1000/ab_c(1)}",
        "<10.1000/ab_c(1)>",
        "10.1000/ab_c(1).",
        "10.1000/ab_c(1));",
        "10.1000/ab_c(1) [doi]",
        "10.1000/ab_c(1); 10.1000/other",
        "10.1000/ab_c(1), https://doi.org/10.1000/other",
    ],
)
def test_doi_field_of_a_real_file_is_understood(text: str) -> None:
    assert normalize_identifier(Scheme.DOI, text) == (Scheme.DOI, "10.1000/ab_c(1)")


def test_doi_with_entities_is_that_of_its_publisher() -> None:
    sici = "10.1002/(sici)1097-0258(19980815)17:15&lt;1661::aid-sim968&gt;3.0.co;2-2"
    expected = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"
    assert normalize_identifier(Scheme.DOI, sici).value == expected
    assert normalize_identifier(Scheme.DOI, sici.replace("&", "&amp;")).value == expected


@pytest.mark.parametrize("text", ["10/ABcd", "doi:10/abcd", "https://doi.org/10/abcd", "http://dx.doi.org/10/abcd"])
def test_short_doi_is_refused_with_the_address_that_leads_on(text: str) -> None:
    with pytest.raises(ShortDoiError, match="short DOI") as refused:
        normalize_identifier(Scheme.DOI, text)
    assert refused.value.address == "https://doi.org/10/abcd"
    with pytest.raises(ShortDoiError):
        parse_identifier("https://doi.org/abcd")


@pytest.mark.parametrize(
    ("scheme", "text", "value"),
    [
        (Scheme.ARXIV, "oai:arXiv.org:2101.00001", "2101.00001"),
        (Scheme.ARXIV, "arXiv:2101.00001v2 [cs.LG]", "2101.00001"),
        (Scheme.ARXIV, "abs/2101.00001.", "2101.00001"),
        (Scheme.ARXIV, "arxiv.org/abs/hep-th/9901001v1", "hep-th/9901001"),
        (Scheme.PMID, "PMID: 12345678.", "12345678"),
        (Scheme.PMID, "12345678 [pmid]", "12345678"),
        (Scheme.PMID, "https://europepmc.org/article/MED/12345678", "12345678"),
        (Scheme.PMID, "pubmed.ncbi.nlm.nih.gov/12345678/", "12345678"),
        (Scheme.PMCID, "PMC 1234567", "PMC1234567"),
        (Scheme.PMCID, "PMCID: PMC1234567;", "PMC1234567"),
        (Scheme.PMCID, "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/pdf/a.pdf", "PMC1234567"),
        (Scheme.ISBN, "ISBN 978–0–262–03561–3 (hardcover)", "9780262035613"),
        (Scheme.OPENALEX, "openalex.org/w123", "W123"),
        (Scheme.HAL, "HAL Id: hal-01234567, version 2", "hal-01234567"),
        (Scheme.HAL, "https://cnrs.hal.science/hal-01234567v1/document", "hal-01234567"),
    ],
)
def test_identifier_field_of_a_real_file_is_understood(scheme: Scheme, text: str, value: str) -> None:
    assert normalize_identifier(scheme, text) == (scheme, value)


@pytest.mark.parametrize("text", ["0378-5955", "ISSN 0378-5955", "0378–5955 (print)", "e-ISSN: 03785955"])
def test_issn_is_understood_however_it_is_printed(text: str) -> None:
    assert clean_issn(text) == "0378-5955"
