"""How a reload is started, waited for and judged."""

from __future__ import annotations

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from qscriptgen.chain.origin import Placed
from qscriptgen.duration import Duration

# Strict: a wrong type raises at once, and "3" is no number.
MODEL = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


@dataclass(frozen=True, config=MODEL)
class Expr(Placed):
    """Qlik code, put into the script as it is: ``Expr("vRows > 0")``.

    It reads the variables of the app whose script evaluates it. One line, without ``;``, ``$(`` or
    a comment, and with its quotes and brackets closed. Every other text in a chain is data and is
    quoted.
    """

    code: str


@dataclass(frozen=True, config=MODEL)
class Wait(Placed):
    """Wait for the end of a reload: ``Wait("45m", poll="15s")``.

    Args:
        limit: How long at most, counted from the moment all reloads of the script are started.
        poll: How long to sleep between two looks, 1 s to 1 h.
    """

    limit: Duration
    poll: Duration = "30s"


@dataclass(frozen=True, config=MODEL)
class Policy(Placed):
    """What a script does when a start or a wait does not go well.

    Args:
        failure: The reload was not started or did not succeed: ``fail`` this reload, ``continue``
            as if it had, or ``skip`` the rest of this script and end well.
        timeout: It has not ended in time: the same, or ``cancel`` it and fail.
        busy: The app is reloading already: ``wait`` for that reload's end and start then, ``join``
            it, or ``fail``. Needs ``tries`` above 1.
        tries: How many requests may be sent to start it. With 1, only the POST connection is
            needed. With more, the app's newest reload is looked at before each.
        pause: How long to sleep between two looks, 10 s to 1 h.
        patience: How long all tries may take together.

    Where one start of a script has more than one try, all its starts are looked at before.
    """

    failure: str = "fail"
    timeout: str = "fail"
    busy: str | None = None
    tries: int = 1
    pause: Duration = "30s"
    patience: Duration = "10m"


@dataclass(frozen=True, config=MODEL)
class Repeat(Placed):
    """Run a ring of apps again and again: ``Repeat("10m", until=Expr("vStop = 1"))``.

    Args:
        pace: How long the app that closes the ring sleeps before it starts the next round, 1 h at
            most. A round takes this and the reloads of its apps.
        until: The ring ends where this holds; read by the app that closes it.
        quota: Reloads of one app that the tenant allows in a day. 192 is what
            https://www.datavoyagers.net/post/comparing-methods-to-reload-qlik-applications-in-qlik-cloud
            reports; contracts differ.
    """

    pace: Duration
    until: Expr | None = None
    quota: int = 192


@dataclass(frozen=True, config=MODEL)
class Connections(Placed):
    """The two REST connections of a tenant that the scripts use.

    Args:
        get: Name of the connection with method GET.
        post: Name of the connection with method POST; its option to retry requests is off.
        space: Name of the space that holds both. Without it, the space of the app that runs.
        request_timeout: The longest that one request can take, as set in both connections.
        posts_per_5min: How many starts one script may send in five minutes. The tenant takes 250
            (https://qlik.dev/changelog/108-api-ratelimit-reloads).
    """

    get: str = "ApiGet"
    post: str = "ApiPost"
    space: str | None = None
    request_timeout: Duration = "30s"
    posts_per_5min: int = 250
