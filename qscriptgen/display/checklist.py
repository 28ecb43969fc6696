"""The checklist of what a tenant needs before a chain can run.

The settings are those of the dialog of the REST connector:
https://help.qlik.com/en-US/cloud-services/Subsystems/REST_Connector_help/Content/Connectors_REST/Create-REST-connection/Create-REST-connection.htm
Rights: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Spaces/permissions-shared-space-prof-full.htm
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from qscriptgen.api import LIST, START
from qscriptgen.chain import Webhook
from qscriptgen.duration import seconds
from qscriptgen.outline import (
    StartOutline,
    WaitOnlyOutline,
    outline_chain,
    outline_library,
    outline_starts,
)

if TYPE_CHECKING:
    from qscriptgen.chain import Chain, Step
    from qscriptgen.outline import AskingOutline

_WIDTH = 92
_TENANT = "https://<tenant>.<region>.qlikcloud.com"


def format_checklist(chain: Chain, *, form: str = "snippet") -> str:
    """Format the checklist of one chain as plain text that ends with a line end.

    The upload of the library is on it if the scripts are rendered in the form ``include``, or if
    the chain says where its library lies.
    """
    included = not chain.plain and (form == "include" or chain.library is not None)
    outlines = outline_starts(chain)
    needs_get = any(isinstance(outline, WaitOnlyOutline) or outline.asks for outline in outlines)
    posts = chain.wait_only is None
    count = posts + needs_get + isinstance(chain.on_failure, Webhook)
    parts = [
        _list_key(chain),
        _list_rights(outlines),
        *([_list_harmless_app(), _list_post_connection(chain)] if posts else []),
        *([_list_get_connection(chain)] if needs_get else []),
        *(
            [_list_webhook_connection(chain, chain.on_failure)]
            if isinstance(chain.on_failure, Webhook)
            else []
        ),
        _list_spaces(chain, outlines, count=count),
        *([_list_files(chain)] if any(_find_stored_files(chain)) else []),
        *([_list_library(chain)] if included else []),
        _list_trial(chain, outlines),
    ]
    title = f"Before the first run of chain {chain.name}"
    numbered = (f"{number}. {part}" for number, part in enumerate(map(_join_section, parts), 1))
    return "\n".join([title, "=" * len(title), "", *numbered])


def _join_section(part: tuple[str, Iterable[str]]) -> str:
    heading, lines = part
    return "\n".join([heading, *lines, ""])


def _item(text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent="   [ ] ", subsequent_indent="       ", break_on_hyphens=False
    )


def _setting(name: str, value: str) -> str:
    return f"   [ ] {name:<34} {value}"


def _list_key(chain: Chain) -> tuple[str, Iterable[str]]:
    whose, what = ("the reloads run", "start")
    if chain.wait_only:
        whose, what = ("the tenant is asked", "look")
    return "An API key", [
        _item(
            f"Choose the user in whose name {whose}, preferably one that does not belong to a"
            " person. It needs the Professional or Full User entitlement and the permission Manage"
            " API keys."
        ),
        _item(
            "As that user: Profile settings > API keys > Generate new key. It is shown once. Note"
            f" the day it expires: from then on every {what} fails until the connections have a new"
            " key."
        ),
    ]


def _list_rights(outlines: Iterable[AskingOutline]) -> tuple[str, Iterable[str]]:
    watched = [
        up.app
        for outline in outlines
        if isinstance(outline, WaitOnlyOutline)
        for up in outline.upstreams
    ]
    if watched:
        apps = ", ".join(dict.fromkeys(watched))
        return "Rights of that user", [_item(f"May open each app that is waited for: {apps}.")]
    starting = [outline for outline in outlines if isinstance(outline, StartOutline)]
    alerts = [outline.alert.app for outline in starting if outline.alert and outline.alert.app]
    targets = dict.fromkeys(
        [*(start.app for outline in starting for start in outline.starts), *alerts]
    )
    return "Rights of that user", [
        _item(f"May reload each app that is started: {', '.join(targets)}."),
        _item("In a shared space: Owner, Can manage, Can edit, or Can edit data in applications."),
        _item(
            "In a managed space: Owner, Can manage, or Can operate (try this first: the public"
            " documentation does not say it clearly)."
        ),
        _item("In a personal space: only its owner can reload an app."),
        _item(
            "May use the data connections and files of those apps: a reload that is asked for with"
            " a key reads data with the rights of the user of that key."
        ),
    ]


def _list_harmless_app() -> tuple[str, Iterable[str]]:
    return "A harmless app for testing the connections", [
        _item(
            "Create an app with an empty load script, in a space where that user may reload it, and"
            " copy its id. Testing or saving the POST connection sends its request, which reloads"
            " the app that its stored body names: let it be this one."
        ),
    ]


def _list_post_connection(chain: Chain) -> tuple[str, Iterable[str]]:
    return f"REST connection {chain.connections.post}", [
        _setting("URL", f"{_TENANT}{START.path}"),
        *_yield_timeouts(chain),
        _setting("Method", "POST"),
        _setting("Request body", '{"appId":"<id of the harmless app>"}'),
        *_yield_headers(),
        _setting("Retry failed requests", "off (a repeated POST could start an app twice)"),
        _setting("Pagination type", "None"),
        _setting("Name", chain.connections.post),
    ]


def _list_get_connection(chain: Chain) -> tuple[str, Iterable[str]]:
    return f"REST connection {chain.connections.get}", [
        _setting("URL", f"{_TENANT}{LIST.path}?appId=<id of {_choose_tested_app(chain)}>&limit=1"),
        *_yield_timeouts(chain),
        _setting("Method", "GET"),
        *_yield_headers(),
        _setting("Retry failed requests", "off (the script asks again itself)"),
        _setting("Pagination type", "None"),
        _setting("Name", chain.connections.get),
    ]


def _list_webhook_connection(chain: Chain, webhook: Webhook) -> tuple[str, Iterable[str]]:
    return f"REST connection {webhook.connection}", [
        _setting("URL", "<the address of the webhook>"),
        *_yield_timeouts(chain),
        _setting("Method", "POST"),
        _setting("Request body", '{"chain":"test"} (sent when the connection is tested)'),
        _setting("Authentication Schema", "as the webhook asks; keep a key in a header, encrypted"),
        _setting("Query header Content-Type", "application/json"),
        _setting('Allow "WITH CONNECTION"', "on"),
        _setting("Retry failed requests", "off (or one failure is reported twice)"),
        _setting("Pagination type", "None"),
        _setting("Name", webhook.connection),
        _item(
            "The webhook should answer with JSON, such as {}: any other answer is an error for the"
            " connector, and the log says not_confirmed although the webhook was called."
        ),
    ]


def _choose_tested_app(chain: Chain) -> str:
    """The app that a test of the GET connection asks about."""
    return "any of these apps" if chain.wait_only else "the harmless app"


def _yield_timeouts(chain: Chain) -> Iterator[str]:
    """Two settings that add up to the longest time a request can take."""
    whole = seconds(chain.connections.request_timeout) or 0
    connecting = max(whole // 3, 1)
    yield _setting("Connection Timeout (seconds)", str(connecting))
    yield _setting("Read/Write Timeout (seconds)", str(whole - connecting))


def _yield_headers() -> Iterator[str]:
    yield _setting("Authentication Schema", "Anonymous (the key goes into a header)")
    yield _setting("Query header Authorization", "Bearer <API key>, with Encrypt ticked")
    yield _setting("Query header Content-Type", "application/json")
    yield _setting('Allow "WITH CONNECTION"', "on")


def _list_spaces(
    chain: Chain, outlines: Iterable[AskingOutline], *, count: int
) -> tuple[str, Iterable[str]]:
    which = {1: "the connection", 2: "both connections"}.get(count, f"the {count} connections")
    who_needs = "an app that waits for others" if chain.wait_only else "an app that starts another"
    callers = ", ".join(outline.app for outline in outlines)
    space = chain.connections.space
    if space:
        where = f"Create {which} in the space {space}."
    elif chain.plain:
        where = f"Create {which} in the space of each app that starts another ({callers})."
    else:
        where = (
            f"Create {which} in every space in which {who_needs} lies ({callers}),"
            " under the same names: the scripts take those of the space of the app. With"
            ' Connections(space="...") they take those of one space.'
        )
    who = "Everyone who reloads these apps, by hand or by a schedule, must be allowed to use them"
    tenants = {
        criterion.values[0]
        for outline in outlines
        for environment in outline.environments
        for criterion in environment.criteria
        if criterion.kind == "tenant"
    }
    items = [_item(where), _item(f"{who}: at least Can consume data in that space.")]
    if tenants:
        items.append(_item("Do all of this in each tenant: " + ", ".join(sorted(tenants)) + "."))
    return "Spaces of the connections", items


def _list_files(chain: Chain) -> tuple[str, Iterable[str]]:
    """The files that apps store and read."""
    return "Folders for files", [
        _item(
            f"{path}: {what} Its folder must exist, and the user of the key must have access to it."
        )
        for path, what in _find_stored_files(chain).items()
    ]


def _find_stored_files(chain: Chain) -> dict[str, str]:
    """The files of a chain, each with the apps that use it under this name."""
    readers: dict[tuple[str, str], dict[str, None]] = {}
    for source, step in _find_starters(chain):
        if step.answer:
            readers.setdefault((step.answer.file, step.app.name), {})[source] = None
    found = {
        file: f"app {app} stores its answer there for {', '.join(sources)}."
        for (file, app), sources in readers.items()
    }
    if chain.controller and chain.result:
        found[chain.result] = f"app {chain.controller.name} stores there the outcome of each app."
    return found


def _find_starters(chain: Chain) -> Iterator[tuple[str, Step]]:
    """Each reload with the name of an app that starts it."""
    if chain.controller:
        yield from ((chain.controller.name, step) for step in chain.steps)
    else:
        yield from ((edge.source.name, edge.target) for edge in chain.edges)


def _list_library(chain: Chain) -> tuple[str, Iterable[str]]:
    library = outline_library(chain)
    apps = ", ".join(dict.fromkeys(outline.app for outline in outline_chain(chain)))
    where = [_item(f"Before any lines are pasted, upload {library.path} as {library.place}.")]
    if chain.library is None:
        where = [
            _item(
                f"Before any lines are pasted, upload {library.path} to the data files of every"
                f" space in which an app with lines lies ({apps}): they look for {library.place}."
            ),
            _item(
                "It is not known whether this place works in a personal space: there, give the"
                f' chain library="lib://DataFiles/{library.file}".'
            ),
        ]
    return "The library of the chain (only with render --form include)", where


def _list_trial(chain: Chain, outlines: Iterable[AskingOutline]) -> tuple[str, Iterable[str]]:
    first = next(iter(outlines))
    where = "the beginning" if first.place == "start" else "the end"
    read = (
        "see whether the next app reloads: plain script says nothing about it."
        if chain.plain
        else "read its log: the lines that begin with qsg say what was decided and why."
    )
    return "A first trial", [
        _item(
            f"Put {first.path} at {where} of the script of a copy of app {first.app}, reload the"
            f" copy, and {read}"
        ),
    ]
