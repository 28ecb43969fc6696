"""Random courses of events, and what holds in each of them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.emulate.tenant.client import Client
from tests.support.strategies import examples
from tests.support.typing import not_none

APPS = tuple(f"app-{number}" for number in range(1, 7))
ENDED = {"SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT"}
NEXT: dict[str | None, set[str]] = {
    None: {"QUEUED"},
    "QUEUED": {"RELOADING", "CANCELED", "FAILED"},
    "RELOADING": {"CANCELING", *ENDED},
    "CANCELING": {*ENDED},
    **{status: set[str]() for status in ENDED},
}
CONCURRENCY = 2

EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.sampled_from(APPS), st.integers(1, 10)),
        st.tuples(st.just("finish"), st.integers(0, 9), st.sampled_from(sorted(ENDED))),
        st.tuples(st.just("cancel"), st.integers(0, 30), st.none()),
        st.tuples(st.just("go"), st.sampled_from([0.0, 0.5, 1.0, 3.0, 40.0, 101.0]), st.none()),
    ),
    max_size=60,
)


class Course:
    """A client whose every step is looked at."""

    def __init__(self, blocks, same_app="together"):
        self.blocks, self.same_app = blocks, same_app
        self.client = Client(
            f"reloading-blocks={blocks},same-app={same_app}",
            concurrency=CONCURRENCY,
            run_limit_s=100,
            queue_limit_s=150,
            daily_quota=5,
            queue_s=lambda record: record.serial % 3,
        )
        self.seen, self.answers = {}, []

    def do(self, kind, what, how):
        client, records = self.client, self.client.tenant.reloads
        if kind == "post":
            response = client.post(what, weight=how)
            self.answers.append(response)
            self.judge(response, what, records)
        elif kind == "finish":
            running = [one for one in records if one.status in ("RELOADING", "CANCELING")]
            if running:
                client.tenant.finish(running[what % len(running)].id, how)
        elif kind == "cancel" and records:
            record = records[what % len(records)]
            expected = {"QUEUED": 204, "RELOADING": 202, "CANCELING": 202}.get(record.status, 409)
            assert client.cancel(record).status == expected
        elif kind == "go":
            client.go(what)
        self.look()

    def judge(self, response, app, before):
        mine = [one for one in before if one.app_id == app]
        blocking = {"QUEUED", "RELOADING", "CANCELING"} if self.blocks == "yes" else {"QUEUED"}
        if len(mine) >= 5:
            assert response.status == 403
        elif any(one.status in blocking for one in mine):
            assert response.status == 429
        else:
            assert response.status == 201
            assert json.loads(response.body)["status"] == "QUEUED"

    def look(self):
        client, now = self.client, self.client.clock.now
        records = client.tenant.reloads
        busy = [one for one in records if one.status in ("RELOADING", "CANCELING")]
        assert len(busy) <= CONCURRENCY
        apps = {one.app_id for one in busy}
        assert self.same_app == "together" or len(apps) == len(busy)
        for one in records:
            # Between two looks a reload may have taken several steps.
            assert one.status in reachable(self.seen.get(one.id))
            self.seen[one.id] = one.status
            assert (one.ended is not None) == (one.status in ENDED)
            assert (one.started is None) or one.started >= one.created + one.serial % 3
            assert one.status != "RELOADING" or now - not_none(one.started) <= 100
            assert one.status != "QUEUED" or now - one.created <= 150
        late = [
            one for one in records if one.status == "QUEUED" and one.created + one.serial % 3 < now
        ]
        if self.same_app == "one-by-one":
            late = [one for one in late if one.app_id not in apps]
        assert not late or len(busy) == CONCURRENCY


def reachable(status):
    found = {status} if status else set()
    front = set(NEXT[status])
    while front - found:
        found |= front
        front = {after for one in front for after in NEXT[one]}
    return found


@examples(150)
@given(
    events=EVENTS,
    blocks=st.sampled_from(["yes", "no"]),
    same_app=st.sampled_from(["together", "one-by-one"]),
)
def test_any_course_of_events_keeps_the_rules(events, blocks, same_app):
    course = Course(blocks, same_app)
    for event in events:
        course.do(*event)
    for _ in range(40):
        course.do("go", 101.0, None)
    assert {one.status for one in course.client.tenant.reloads} <= ENDED
    begun = course.client.begun
    assert len(begun) == len({one.id for one in begun})
    assert len(begun) == sum(one.started is not None for one in course.client.tenant.reloads)
    assert course.client.clock.next is None


@examples(30)
@given(events=EVENTS)
def test_the_same_course_has_the_same_answers(events):
    runs = []
    for _ in range(2):
        course = Course("yes")
        for event in events:
            course.do(*event)
        runs.append([(one.status, one.body, dict(one.headers)) for one in course.answers])
    assert runs[0] == runs[1]


@examples(60)
@given(weights=st.lists(st.integers(1, 10), min_size=2, max_size=20))
def test_the_queue_goes_by_weight_then_by_creation(weights):
    client = Client(concurrency=1)
    blocker = client.start("app-40")
    client.go(1)
    records = [client.start(f"app-{n}", weight=weight) for n, weight in enumerate(weights, 1)]
    client.go(1)
    client.tenant.finish(blocker.id, "SUCCEEDED")
    while len(client.begun) <= len(records):
        client.tenant.finish(client.begun[-1].id, "SUCCEEDED")
    assert client.begun[1:] == sorted(records, key=lambda one: (-one.weight, one.serial))
