"""A list that is quick to make: the memberships need no site around them."""

from __future__ import annotations

import pytest

from directory.models import Membership
from tests.factories.directory import MembershipFactory


@pytest.fixture
def memberships(db: None) -> list[Membership]:
    """Seven of them, in an order that is not that of their making."""
    return sorted(
        (MembershipFactory(name_en=f"Membership {number}", order=number % 3) for number in range(7)),
        key=lambda membership: (membership.order, membership.slug),
    )
