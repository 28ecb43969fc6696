"""The table of the tenant's API."""

from __future__ import annotations

import re

import pytest

from qscriptgen import api
from tests.emulate.tenant.client import Client


def test_each_route_is_documented_and_has_a_name_of_its_own() -> None:
    assert len({route.name for route in api.ROUTES}) == len(api.ROUTES)
    for route in api.ROUTES:
        assert route.source.startswith("https://qlik.dev/apis/")
        assert route.path.startswith(f"{api.ROOT}/")
        assert route.purpose


@pytest.mark.parametrize("route", api.ROUTES, ids=lambda route: route.name)
def test_a_route_matches_its_own_address(route: api.Route) -> None:
    parameters = dict.fromkeys(re.findall(r"\{(\w+)\}", route.path), "6a/63")
    url = route.url("acme.eu.qlikcloud.com", **parameters)
    path = url.removeprefix("https://acme.eu.qlikcloud.com")
    encoded = dict.fromkeys(parameters, "6a%2F63")
    assert api.match(route.method, path) == (route, encoded)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/v1/reloads"),
        ("post", "/api/v1/reloads"),
        ("GET", "/api/v1/reloads/"),
        ("GET", "/api/v1/reloads/a/b"),
        ("GET", "/api/v1/reloads\n"),
        ("GET", "/x/api/v1/reloads"),
        ("POST", "/api/v1/reloads//actions/cancel"),
        ("GET", "/api/v1/apps"),
        ("GET", ""),
    ],
)
def test_any_other_request_has_no_route(method: str, path: str) -> None:
    assert api.match(method, path) is None


def test_an_address_needs_all_its_parameters() -> None:
    with pytest.raises(KeyError):
        api.CANCEL.url("acme.eu.qlikcloud.com")


def test_the_tenant_answers_every_route() -> None:
    assert Client().tenant.routes == api.ROUTES
