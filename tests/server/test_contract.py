"""Whatever the OpenAPI document allows, and what it does not: the server answers as documented."""

import json

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.server.conftest import Server, Shop, basic, create_shop

from dangol.server.openapi import openapi_document

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
document = schemathesis.openapi.from_dict(json.loads(json.dumps(openapi_document())))
# Each operation's corner cases are many and alike: the generated ones are enough for most.
document.config.phases.coverage.enabled = False
_shops: dict[str, Shop] = {}


def shop_of(server: Server) -> Shop:
    """One shop for all examples."""
    return _shops.setdefault(server.url, create_shop(server))


@document.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_answer_is_as_documented(case: Case, server: Server) -> None:
    headers = {"Authorization": basic(shop_of(server).server_key)}
    case.call_and_validate(base_url=server.url, headers=headers, checks=CHECKS)


@document.include(path="/v1/batch").parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_answer_without_a_key_is_as_documented(case: Case, server: Server) -> None:
    answer = case.call(base_url=server.url)
    case.validate_response(answer, checks=CHECKS)
    if case.method == "POST":
        assert answer.status_code in (400, 401) and not answer.json()["success"]
