"""The API keeps to its document, whatever it is asked: Schemathesis makes the questions and checks the answers.

A few for each operation in `make test`, many more in `make check`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from institute.api.assembly import api
from tests.api.conftest import Institute
from tests.fixtures import module_data

OPERATIONS = [operation["get"]["operationId"] for operation in api.get_openapi_schema()["paths"].values()]

# What the document cannot say of a value is refused as 422: a slug that names nothing, a first year after the last.
CONFIGURATION = schemathesis.Config.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "410", "422"]}}}
)


@pytest.fixture(scope="module")
def document(standing_institute: Institute, django_db_blocker: Any) -> Iterator[schemathesis.BaseSchema]:
    """The document of the site as a web server runs it, but for the connection: it is the test's own, and stays open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with module_data(django_db_blocker):
        document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), config=CONFIGURATION)
    yield document
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_one_that_the_document_tells_of(
    name: str, mode: GenerationMode, document: schemathesis.BaseSchema
) -> None:
    operation = document.find_operation_by_id(name)

    @settings(
        max_examples=max(4, settings.default.max_examples // 8),  # type: ignore[union-attr]
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(case=operation.as_strategy(mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Host": "localhost", "Accept-Encoding": "identity"})

    ask()
