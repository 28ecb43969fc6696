"""The tenant: the REST API for reloads, and what it works on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import quote, urlencode

from qscriptgen import api
from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.exchange import HttpResponse
from qscriptgen.emulate.routing import RoutedRequest
from qscriptgen.emulate.tenant import answers
from qscriptgen.emulate.tenant import reload as states
from qscriptgen.emulate.tenant.answers import Refusal
from qscriptgen.emulate.tenant.archive import Archive
from qscriptgen.emulate.tenant.data import Key, TenantApp, TenantSpace, User
from qscriptgen.emulate.tenant.directory import Directory
from qscriptgen.emulate.tenant.ids import ID_FORMS
from qscriptgen.emulate.tenant.listing import Page, Query, page_of, read_parameters, read_query
from qscriptgen.emulate.tenant.rates import Rates
from qscriptgen.emulate.tenant.reload import ReloadRecord
from qscriptgen.emulate.tenant.reload_request import (
    ReloadOptions,
    read_app_id,
    read_members,
    read_options,
)
from qscriptgen.emulate.tenant.settings import TenantSettings
from qscriptgen.emulate.tenant.slots import Runner, Slots, at_once, ignore, summary
from qscriptgen.emulate.tenant.targets import emulated_route
from qscriptgen.emulate.world import World

_REMEMBERED_S = 60.0
"""How long a reload ran that is only remembered."""


class Tenant:
    """A tenant with its reloads.

    ``begin`` is called when a reload gets its slot; who runs the app calls `finish` in the end.
    ``stopped`` is called when a reload must not run on: it is canceled, or has exceeded its limit.
    ``queue_s`` says how long a reload is queued before it looks for a slot.

    Raises:
        ValueError: Two apps, spaces or users have one id, an app is in no space that there is, or
            a key belongs to nobody.
    """

    def __init__(  # noqa: PLR0913  (a tenant is made of many things)
        self,
        clock: Clock,
        settings: TenantSettings,
        world: World,
        *,
        apps: Iterable[TenantApp],
        spaces: Iterable[TenantSpace],
        users: Iterable[User],
        keys: Iterable[Key],
        begin: Callable[[ReloadRecord], None],
        stopped: Callable[[ReloadRecord], None] = ignore,
        queue_s: Callable[[ReloadRecord], float] = at_once,
    ) -> None:
        self._clock, self._settings, self._world = clock, settings, world
        self._directory = Directory(apps, spaces, users, keys)
        self._archive, self._rates = Archive(), Rates(settings)
        runner = Runner(begin, stopped, queue_s)
        self._slots = Slots(clock, settings, world, self._archive, runner)
        self._created = self._refused = 0
        self._handlers: dict[api.Route, Callable[[RoutedRequest, User], HttpResponse]] = {
            api.START: self._start,
            api.LIST: self._list,
            api.STATUS: self._status,
            api.CANCEL: self._cancel,
            api.APP: self._show_app,
        }

    @property
    def reloads(self) -> Sequence[ReloadRecord]:
        """All reloads in the order of their creation."""
        return tuple(self._archive.all)

    def find(self, reload_id: str) -> ReloadRecord | None:
        """The reload of an id, None if there is none."""
        return self._archive.find(reload_id)

    @property
    def routes(self) -> tuple[api.Route, ...]:
        """The routes that it answers."""
        return tuple(self._handlers)

    def handle(self, routed: RoutedRequest) -> HttpResponse:
        """The answer to a request; a bad one gets an error in JSON.

        Raises:
            NotEmulated: The tenant would do something with it, but it is not known here what.
        """
        try:
            route = emulated_route(routed, self._settings.host)
            return self._handlers[route](routed, self._user(routed))
        except Refusal as refusal:
            self._refused += 1
            return answers.refuse(refusal, self._refused)

    def finish(
        self, reload_id: str, status: str, *, error_code: str = "", error_message: str = ""
    ) -> None:
        """End a running reload; one that has ended stays as it is.

        Raises:
            KeyError: There is no such reload.
            ValueError: It is queued, or the status is none in which a reload ends.
        """
        record = self._archive.find(reload_id)
        if record is None:
            raise KeyError(reload_id)
        self._slots.finish(record, status, error_code, error_message)

    def remember(self, app_id: str, status: str, ended_s: float) -> ReloadRecord:
        """Add a reload that ended before: it is in the list, and counts for the quota.

        Raises:
            ValueError: The app does not exist, the status is none in which a reload ends, or the
                time is still to come.
        """
        app = self._directory.app(app_id)
        if app is None or status not in states.ENDED or ended_s > self._clock.now:
            raise ValueError(f"no reload of {app_id} can have been {status} at {ended_s}")
        record = self._record(app, app.owner, ReloadOptions(), ended_s - _REMEMBERED_S)
        record.status, record.started, record.ended = status, record.created, float(ended_s)
        record.engine = record.ended if status == states.SUCCEEDED else None
        record.log = summary(record)
        self._archive.add(record)
        return record

    def _start(self, routed: RoutedRequest, user: User) -> HttpResponse:
        wait_s = self._rates.take("start", user.id, self._clock.now)
        members = read_members(routed.request)
        app = self._directory.app(read_app_id(members))
        if app is None or not self._directory.sees(user, app):
            raise Refusal(answers.NOT_FOUND)
        if not self._directory.reloads(user, app):
            raise Refusal(answers.FORBIDDEN)
        if self._rates.used_up(app.id, self._clock.now):
            raise Refusal(answers.QUOTA)
        if self._pending(app):
            raise Refusal(answers.PENDING)
        if wait_s:
            raise answers.rate_limited(wait_s)
        record = self._record(app, user.id, read_options(members, self._world), self._clock.now)
        self._slots.queue(record)
        return answers.answer(201, record.to_json(self._clock, self._settings))

    def _list(self, routed: RoutedRequest, user: User) -> HttpResponse:
        self._limit("read", user)
        query = read_query(read_parameters(routed.target.query, self._world))
        if not query.app_id and not user.admin:
            raise self._without_app()
        page = page_of(self._visible(query.app_id, user), query)
        data = [
            record.to_json(self._clock, self._settings, log=query.log) for record in page.records
        ]
        return answers.answer(200, {"data": data, "links": self._links(query, page)})

    def _status(self, routed: RoutedRequest, user: User) -> HttpResponse:
        self._limit("read", user)
        record = self._find(routed)
        if record.created > self._newest():
            raise Refusal(answers.NOT_FOUND)
        if not self._directory.sees(user, self._app(record)):
            raise Refusal(answers.FORBIDDEN)
        return answers.answer(200, record.to_json(self._clock, self._settings))

    def _show_app(self, routed: RoutedRequest, user: User) -> HttpResponse:
        """An app with what the user may do with it (https://qlik.dev/apis/rest/apps)."""
        self._limit("read", user)
        app = self._directory.app(routed.target.parameters["app_id"])
        if app is None or not self._directory.sees(user, app):
            raise Refusal(answers.NOT_FOUND)
        may = ["read", "reload"] if self._directory.reloads(user, app) else ["read"]
        attributes = {"id": app.id, "name": app.name, "ownerId": app.owner}
        return answers.answer(200, {"attributes": attributes, "privileges": may, "create": []})

    def _cancel(self, routed: RoutedRequest, user: User) -> HttpResponse:
        self._limit("cancel", user)
        record = self._find(routed)
        if not self._directory.reloads(user, self._app(record)):
            raise Refusal(answers.FORBIDDEN)
        if not record.active:
            raise Refusal(answers.NOT_CANCELLABLE)
        self._slots.cancel(record)
        form = self._world.answer("cancel-answer")
        done = record.status == states.CANCELED
        if form == "204" or (form == "by-status" and done):
            return HttpResponse(204)
        return answers.answer(202, {"status": record.status})

    def _user(self, routed: RoutedRequest) -> User:
        authorization = routed.request.headers.get("authorization", "")
        user = self._directory.user(authorization, self._clock.now)
        if user is None:
            raise Refusal(answers.UNAUTHORIZED)
        return user

    def _limit(self, operation: str, user: User) -> None:
        wait_s = self._rates.take(operation, user.id, self._clock.now)
        if wait_s:
            raise answers.rate_limited(wait_s)

    def _find(self, routed: RoutedRequest) -> ReloadRecord:
        record = self._archive.find(routed.target.parameters["reload_id"])
        if record is None:
            raise Refusal(answers.NOT_FOUND)
        return record

    def _app(self, record: ReloadRecord) -> TenantApp:
        app = self._directory.app(record.app_id)
        assert app is not None
        return app

    def _pending(self, app: TenantApp) -> bool:
        active = list(self._archive.active(app.id))
        if not active:
            return False
        blocks = self._world.answer("reloading-blocks") == "yes"
        return blocks or any(record.status == states.QUEUED for record in active)

    def _record(
        self, app: TenantApp, user: str, options: ReloadOptions, created: float
    ) -> ReloadRecord:
        self._created += 1
        self._rates.count(app.id, created)
        return ReloadRecord(
            id=ID_FORMS[self._settings.reload_ids](self._created),
            serial=self._created,
            app_id=app.id,
            user=user,
            created=created,
            partial=options.partial,
            weight=options.weight if app.space else 1,
            variables=options.variables,
            resource_id=options.resource_id,
            resource_type=options.resource_type,
        )

    def _visible(self, app_id: str, user: User) -> Sequence[ReloadRecord]:
        app = self._directory.app(app_id)
        if not app_id:
            records = self._archive.all
        elif app is not None and self._directory.sees(user, app):
            records = self._archive.of(app_id)
        else:
            records = self._unknown()
        visible = bisect_right(records, self._newest(), key=lambda record: record.created)
        # Nearly always all are visible: a copy for each request would cost more with each reload.
        return records if visible == len(records) else records[:visible]

    def _newest(self) -> float:
        """The creation of the newest reload that can be seen."""
        at_once = self._world.answer("post-visible") == "at-once"
        return self._clock.now - (0.0 if at_once else self._settings.visible_after_s)

    def _without_app(self) -> Refusal:
        """What a user gets who is not an admin and names no app."""
        if self._world.answer("list-without-app") == "403":
            return Refusal(answers.FORBIDDEN)
        return answers.bad_request("appId is missing.")

    def _unknown(self) -> Sequence[ReloadRecord]:
        """What the list of an app shows that does not exist, as far as the user is told."""
        answer = self._world.answer("unknown-app-list")
        if answer == "empty":
            return ()
        forbidden = answer == "403"
        raise Refusal(answers.FORBIDDEN if forbidden else answers.NOT_FOUND)

    def _links(self, query: Query, page: Page) -> dict[str, object]:
        here = api.LIST.url(self._settings.host)
        rest = {
            name: value for name, value in query.parameters.items() if name not in ("next", "prev")
        }

        def link(parameters: Mapping[str, str]) -> dict[str, str]:
            return {"href": f"{here}?{urlencode(parameters, quote_via=quote)}".rstrip("?")}

        links: dict[str, object] = {"self": link(query.parameters)}
        if page.next:
            links["next"] = link({**rest, "next": page.next})
        if page.prev:
            links["prev"] = link({**rest, "prev": page.prev})
        return links
