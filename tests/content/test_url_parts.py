"""URLs that cannot be parsed raise nothing where only their host is shown."""

from __future__ import annotations

import pytest

from directory.models import PersonLink
from institute.content.url_parts import host_of, split_url


@pytest.mark.parametrize("url", ["http://[", "http://[::1", "https://[x]/", "//]", "http://exa\u2100mple.org/"])
def test_malformed_url_has_no_host(url: str) -> None:
    assert split_url(url) is None
    assert host_of(url) == ""
    assert PersonLink(kind=PersonLink.Kind.OTHER, url=url).label == url


def test_host_of_url_is_in_lower_case_without_port_and_password() -> None:
    assert host_of("https://user:word@WWW.Example.org:8443/a?b") == "www.example.org"
    assert host_of("/a/path") == ""
