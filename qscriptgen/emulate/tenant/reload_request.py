"""The body of a request for a reload (https://qlik.dev/apis/rest/reloads)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qscriptgen.emulate.exchange import HttpRequest
from qscriptgen.emulate.strict_json import strict_json
from qscriptgen.emulate.tenant.answers import bad_request

if TYPE_CHECKING:
    from qscriptgen.emulate.world import World

_MOST_VARIABLES, _LONGEST, _WEIGHTS = 20, 256, range(1, 11)
_SERVICES = ("api", "reload-tasks", "tasks", "automate")


@dataclass(frozen=True, slots=True)
class ReloadOptions:
    """What a request for a reload says besides the app."""

    partial: bool = False
    weight: int = 1
    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    resource_id: str = ""
    resource_type: str = ""


def read_members(request: HttpRequest) -> dict[str, object]:
    """The members of the body.

    A missing content type is let pass, as https://withdave.com/2020/12/task-chaining-in-qlik-sense-enterprise-saas/
    gets through without; another one than the documented JSON is refused.

    Raises:
        Refusal: 400, as it is not announced as JSON, or is not a JSON object.
    """
    media = request.headers.get("content-type", "application/json").partition(";")[0]
    if media.strip().lower() != "application/json":
        raise bad_request("The content type is not application/json.")
    try:
        members = strict_json(request.body or "")
    except ValueError as error:
        raise bad_request(f"The body is not JSON: {error}") from None
    if not isinstance(members, dict):
        raise bad_request("The body is not a JSON object.")
    return members


def read_app_id(members: Mapping[str, object]) -> str:
    """The id of the app.

    Raises:
        Refusal: 400, as it is missing, empty, or no text.
    """
    app_id = members.get("appId")
    if not isinstance(app_id, str) or not app_id:
        raise bad_request("appId must be a text.")
    return app_id


def read_options(members: Mapping[str, object], world: World) -> ReloadOptions:
    """The options of the reload.

    Members that are not documented are refused or passed over, as the doubt ``unknown-member``
    says.

    Raises:
        Refusal: 400, as a member is not known, of the wrong type, or out of its bounds.
    """
    found: dict[str, Any] = {}
    for name, value in members.items():
        if name == "appId":
            continue
        if name not in _OPTIONS:
            if world.answer("unknown-member") == "ignored":
                continue
            raise bad_request(f"{name} is not a member of the request.")
        option, fits, hint = _OPTIONS[name]
        if not fits(value):
            raise bad_request(f"{name} must be {hint}.")
        found[option] = value
    return ReloadOptions(**found)


def _is_weight(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in _WEIGHTS


def _are_variables(value: object) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= _MOST_VARIABLES
        and all(
            isinstance(text, str) and len(text) <= _LONGEST
            for item in value.items()
            for text in item
        )
    )


_OPTIONS: Mapping[str, tuple[str, Callable[[object], bool], str]] = MappingProxyType(
    {
        "partial": ("partial", lambda value: isinstance(value, bool), "true or false"),
        "weight": ("weight", _is_weight, "an integer from 1 to 10"),
        "variables": ("variables", _are_variables, "at most 20 texts of 256 characters"),
        "resourceId": ("resource_id", lambda value: isinstance(value, str), "a text"),
        "resourceType": (
            "resource_type",
            lambda value: value in _SERVICES,
            "api, reload-tasks, tasks or automate",
        ),
    }
)
