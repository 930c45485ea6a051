"""Identifiers of people and institutions: one normal form each, and wrong ones refused."""

import pytest
from django.core.exceptions import ValidationError

from directory.identifiers import (
    normalize_google_scholar,
    normalize_openalex_author,
    normalize_orcid,
    normalize_ror,
)


@pytest.mark.parametrize(
    "typed",
    [
        "0000-0002-1694-233X",
        "000000021694233x",
        " https://orcid.org/0000-0002-1694-233x ",
        "http://www.orcid.org/0000-0002-1694-233X/",
        "0000–0002–1694–233X",
        "ORCID: 0000-0002-1694-233X",
        "ORCID iD https://orcid.org/0000-0002-1694-233X?lang=en",
        "orcid.org/0000-0002-1694-233X",
    ],
)
def test_an_orcid_typed_in_any_way_becomes_its_full_address(typed: str) -> None:
    assert normalize_orcid(typed) == "https://orcid.org/0000-0002-1694-233X"


def test_an_orcid_from_the_newer_range_is_accepted() -> None:
    assert normalize_orcid("0009-0000-0000-0009") == "https://orcid.org/0009-0000-0000-0009"


@pytest.mark.parametrize(
    "typed",
    ["1111-2222-3333-4444", "0000-0002-1694-2330", "0000-0002-1694", "X000-0002-1694-2333", "someone@example.org"],
)
def test_an_orcid_with_a_wrong_check_digit_or_shape_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="is not an ORCID iD"):
        normalize_orcid(typed)


@pytest.mark.parametrize("typed", ["0161xgx34", "https://ror.org/0161XGX34", "ror.org/0161xgx34/"])
def test_a_ror_identifier_becomes_its_full_address(typed: str) -> None:
    assert normalize_ror(typed) == "https://ror.org/0161xgx34"


@pytest.mark.parametrize("typed", ["0161xgx35", "1161xgx34", "0161ugx34", "0161xgx3", "https://example.org/"])
def test_a_ror_identifier_with_wrong_check_digits_or_shape_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="is not a ROR identifier"):
        normalize_ror(typed)


@pytest.mark.parametrize("typed", ["A5012345678", "a5012345678", "https://openalex.org/authors/a5012345678"])
def test_an_openalex_author_becomes_its_full_address(typed: str) -> None:
    assert normalize_openalex_author(typed) == "https://openalex.org/A5012345678"


def test_an_openalex_work_is_not_an_author() -> None:
    with pytest.raises(ValidationError, match="is not an author in OpenAlex"):
        normalize_openalex_author("https://openalex.org/W2741809807")


def test_a_google_scholar_profile_is_read_from_its_address() -> None:
    address = "https://scholar.google.com/citations?hl=en&user=kukA0LcAAAAJ&view_op=list"
    assert normalize_google_scholar(address) == "kukA0LcAAAAJ"


def test_an_address_without_a_user_is_not_a_google_scholar_profile() -> None:
    with pytest.raises(ValidationError, match="is not a Google Scholar profile"):
        normalize_google_scholar("https://scholar.google.com/citations?hl=en")
