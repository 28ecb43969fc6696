"""Chains for the options that no sample shows: each name is a snapshot."""

from qscriptgen import (
    Alert,
    Answer,
    App,
    Chain,
    Connections,
    Due,
    Expr,
    Policy,
    Repeat,
    Space,
    Wait,
    WaitOnly,
    Webhook,
    group,
    when,
)


def guid(number: int) -> str:
    """An id that is plainly invented."""
    return f"0a1b2c3d-0000-4000-8000-{number:012}"


extract = App("Extract", id=guid(1))
sales = App("Sales", id=guid(2))
finance = App("Finance", id=guid(3))
report = App("Report", id=guid(4))
stock = App("Stock", id=guid(5))
runner = App("Controller", id=guid(9))

by_type = {
    Space("dev", type=("shared", "personal")): guid(21),
    Space("prod", type="managed"): guid(22),
}
by_rest = {
    Space("test", name="Sales' test"): guid(23),
    Space("live", id="65aa0c1d2e3f4a5b6c7d8e9f", type="managed"): guid(24),
    Space("abroad", tenant="acme-us.us.qlikcloud.com"): guid(25),
}
copies = App("Copies", id=by_type)
alarms = App("Alarm", id=dict(zip(by_type, (guid(91), guid(92)), strict=True)))
abroad = App("Abroad", id=by_rest)
far_alarms = App("Alarm", id={space: guid(90 + n) for n, space in enumerate(by_rest, 3)})

wait = Wait("30m", poll="30s")
tries = Policy(tries=3)
tries_twice = Policy(tries=2)


def one(name: str, *, policy: Policy | None = None, **options: object) -> Chain:
    """A chain of one start."""
    return Chain(name, extract >> sales.reload(policy=policy, **options))  # type: ignore[arg-type]


CHAINS = {
    "tries": one("tries", policy=tries),
    "tries-join": one("tries-join", policy=Policy(tries=2, busy="join", pause="1m", patience="1h")),
    "tries-fail": one("tries-fail", policy=Policy(tries=2, busy="fail")),
    "wait": one("wait", wait=wait),
    "wait-tries": one("wait-tries", wait=wait, policy=tries),
    "wait-cancel": one("wait-cancel", wait=wait, policy=Policy(timeout="cancel")),
    "wait-timeout-continue": one(
        "wait-timeout-continue", wait=wait, policy=Policy(timeout="continue")
    ),
    "wait-timeout-skip": one("wait-timeout-skip", wait=wait, policy=Policy(timeout="skip")),
    "failure-continue": one("failure-continue", policy=Policy(failure="continue")),
    "failure-skip": one("failure-skip", policy=Policy(failure="skip")),
    "failure-continue-wait": one(
        "failure-continue-wait", wait=wait, policy=Policy(failure="continue", timeout="continue")
    ),
    "partial": one("partial", partial=True),
    "run-if": one("run-if", run_if=Expr("Len(vRun) > 0")),
    "in-partial-run": Chain("in-partial-run", extract >> sales.reload(wait=wait), in_partial="run"),
    "in-partial-fail": Chain("in-partial-fail", extract >> sales, in_partial="fail"),
    "environments": Chain("environments", extract >> abroad),
    "environments-skip": Chain("environments-skip", extract >> copies, no_match="skip"),
    "environments-label": Chain("environments-label", extract >> abroad, no_match="test"),
    "environments-in-part": Chain("environments-in-part", extract >> [copies, sales]),
    "fan-out-continue": Chain(
        "fan-out-continue", extract >> [sales, finance], policy=Policy(failure="continue")
    ),
    "fan-out-mixed": Chain(
        "fan-out-mixed",
        extract
        >> [
            sales.reload(wait=Wait("20m", poll="1m"), weight=9, policy=Policy(timeout="cancel")),
            finance.reload(
                wait=Wait("10m", poll="30s"),
                policy=Policy(tries=2, busy="join", failure="skip", timeout="continue"),
            ),
            report.reload(partial=True, policy=Policy(failure="continue")),
        ],
    ),
    "fork-nested": Chain(
        "fork-nested",
        extract
        >> [
            when(Expr("vA = 1"), when(Expr("vB = 1"), sales).otherwise(finance)),
            when(Expr("vC = 'it''s'"), []).otherwise(report.reload(run_if=Expr("vD > 0"))),
        ],
    ),
    "ring-with-side": Chain(
        "ring-with-side",
        extract >> sales >> group(finance, extract.reload(weight=3)),
        repeat=Repeat("15m"),
    ),
    "spacing": Chain(
        "spacing", extract >> [sales, finance, report], connections=Connections(posts_per_5min=2)
    ),
    "connections-space": Chain(
        "connections-space",
        extract >> sales.reload(wait=wait),
        connections=Connections(
            get="Tenant's GET", post="POST [new]", space="Ops & Co", request_timeout="10s"
        ),
    ),
    "names": Chain(
        'Nächtlich: 100 % // "so" $(x)',
        App("Übersicht 'A' [b]; $(y)", id=guid(6)) >> App("売上", id=guid(7)),
    ),
    "alert": Chain(
        "alert",
        extract >> sales,
        on_failure=Alert(App("Alarm", id=guid(9)), variables={"vTo": 'it\'s "Ops"'}),
    ),
    "alert-continue-env": Chain(
        "alert-continue-env",
        extract >> copies.reload(wait=wait, policy=Policy(tries=3, failure="continue")),
        on_failure=Alert(alarms),
        in_partial="fail",
    ),
    "alert-many": Chain(
        "alert-many",
        extract >> [sales.reload(wait=wait), finance, when(Expr("vA = 1"), report)],
        on_failure=Alert(App("Alarm", id=guid(9))),
        in_partial="run",
    ),
    "alert-own-env": Chain("alert-own-env", extract >> sales, on_failure=Alert(far_alarms)),
    "alert-fork-env": Chain(
        "alert-fork-env",
        extract >> when(Expr("vA = 1"), abroad).otherwise(sales),
        on_failure=Alert(far_alarms),
    ),
    "alert-fork-env-skip": Chain(
        "alert-fork-env-skip",
        extract >> when(Expr("vA = 1"), abroad),
        on_failure=Alert(far_alarms),
        no_match="skip",
    ),
    "alert-spacing": Chain(
        "alert-spacing",
        extract >> [sales, finance],
        on_failure=Alert(App("Alarm", id=guid(9))),
        connections=Connections(posts_per_5min=2),
        policy=Policy(failure="continue"),
    ),
    "webhook": Chain(
        "webhook",
        extract >> sales.reload(wait=wait, policy=Policy(failure="skip", timeout="cancel")),
        on_failure=Webhook(),
    ),
    "webhook-many": Chain(
        "webhook-many",
        extract >> [copies.reload(wait=wait), finance.reload(policy=Policy(failure="continue"))],
        on_failure=Webhook("Ops & Co's alert"),
        in_partial="fail",
        target="portable",
    ),
    "portable": Chain("portable", extract >> sales.reload(wait=wait), target="portable"),
    "wait-of-the-chain": Chain(
        "wait-of-the-chain", extract >> [sales, finance.reload(wait=Wait("10m"))], wait=wait
    ),
    "controller": Chain(
        "controller",
        extract >> [sales, finance],
        controller=runner,
        wait=Wait("20m", poll="1m"),
        result="lib://DataFiles/controller.qvd",
    ),
    "controller-mixed": Chain(
        "controller-mixed",
        group(
            when(
                Expr("vFull = 1"), extract.reload(policy=Policy(timeout="cancel", tries=2))
            ).otherwise(finance.reload(weight=4, policy=Policy(failure="skip")))
            >> sales.reload(
                wait=Wait("10m", poll="30s"),
                policy=Policy(tries=3, failure="skip", timeout="continue", patience="2m"),
            )
            >> report.reload(run_if=Expr("vReport > 0"), variables={"vRun": "full"}),
            stock.reload(policy=Policy(failure="continue", timeout="skip")),
        ),
        controller=runner,
        wait=Wait("15m", poll="1m"),
        result="lib://:DataFiles/Nightly's [results]/mixed.CSV",
    ),
    "controller-bare": Chain(
        "controller-bare",
        sales >> finance,
        controller=runner,
        wait=wait,
        policy=Policy(failure="continue", timeout="continue"),
    ),
    "controller-in-partial": Chain(
        "controller-in-partial",
        copies >> sales.reload(partial=True),
        controller=runner,
        wait=wait,
        policy=Policy(failure="skip", timeout="cancel"),
        on_failure=Alert(App("Alarm", id=guid(90))),
        in_partial="run",
        no_match="skip",
        result="lib://DataFiles/in partial.csv",
    ),
    "values": one(
        "values", variables={"vRun": "full", "vDay": Expr("vDay"), "vRows": Expr("vRows + 1")}
    ),
    "values-many": Chain(
        "values-many",
        extract
        >> [
            sales.reload(variables={"vDay": Expr("vDay")}, weight=3),
            finance,
            report.reload(variables={"vRun": "full"}, policy=Policy(failure="continue")),
        ],
    ),
    "values-tries": one("values-tries", variables={"vDay": Expr("vDay")}, policy=tries, wait=wait),
    "answer": Chain(
        "answer",
        extract
        >> App("Stock", id=guid(7), reads={"vRun": "delta", "vÅr": "it's $(x)"}).reload(
            wait=wait,
            variables={"vRun": "full"},
            answer=Answer("lib://DataFiles/stock.csv", ("vRows", "vÅr.%")),
        )
        >> sales,
    ),
    "answer-many": Chain(
        "answer-many",
        extract
        >> [
            sales.reload(
                wait=wait,
                policy=Policy(tries=2, timeout="cancel"),
                answer=Answer("lib://DataFiles/sales.qvd", ("vRows",)),
            ),
            finance.reload(
                wait=wait,
                variables={"vDay": Expr("vDay")},
                policy=Policy(failure="continue"),
                answer=Answer("lib://DataFiles/finance.csv", ("vSum", "vLast")),
            ),
            report,
        ],
        in_partial="run",
    ),
    "controller-due": Chain(
        "controller-due",
        sales.reload(due=Due("day", days="business")) >> finance.reload(due=Due("2h")) >> report,
        controller=runner,
        wait=Wait("20m", poll="1m"),
        policy=Policy(failure="skip"),
        result="lib://DataFiles/due.csv",
    ),
    "controller-values": Chain(
        "controller-values",
        sales.reload(answer=Answer("lib://DataFiles/sales.csv", ("vRows",)))
        >> finance.reload(variables={"vDay": Expr("vDay")})
        >> report.reload(
            variables={"vRun": "full"},
            answer=Answer("lib://DataFiles/report.qvd", ("vSum", "vLast")),
            policy=tries_twice,
        ),
        controller=runner,
        wait=Wait("15m", poll="1m"),
        result="lib://DataFiles/values.csv",
    ),
    "due-every": one("due-every", due=Due("90m")),
    "due-day-wait": one("due-day-wait", wait=wait, policy=tries, due=Due("day", days="business")),
    "due-once-partial": one(
        "due-once-partial", partial=True, due=Due("once"), policy=Policy(failure="continue")
    ),
    "due-alert": Chain(
        "due-alert",
        extract >> [sales.reload(due=Due("day")), finance.reload(due=Due("once"))],
        on_failure=Webhook(),
    ),
    "due-days": one("due-days", due=Due(days=("tue", "sat"))),
    "due-mixed": Chain(
        "due-mixed",
        extract
        >> [
            sales.reload(due=Due("day"), partial=True),
            finance.reload(due=Due("2h", days=("mon",)), wait=wait),
            report.reload(due=Due("once", days="business"), policy=Policy(failure="skip")),
            copies,
        ],
        in_partial="run",
    ),
    "pull": Chain("pull", extract >> sales, wait_only=WaitOnly("30m")),
    "pull-newer": Chain(
        "pull-newer", extract >> sales, wait_only=WaitOnly("20m", newer_than="90m")
    ),
    "pull-continue": Chain(
        "pull-continue",
        extract >> sales,
        wait_only=WaitOnly("10m", poll="1m"),
        policy=Policy(timeout="continue"),
        in_partial="run",
    ),
    "pull-many": Chain(
        "pull-many",
        group(extract >> report, finance >> report.reload(policy=Policy(failure="continue"))),
        wait_only=WaitOnly("15m", newer_than="3h"),
    ),
    "pull-mixed": Chain(
        "pull-mixed",
        group(
            extract >> report,
            copies >> report.reload(policy=Policy(failure="continue", timeout="continue")),
        ),
        wait_only=WaitOnly("1h", poll="2m"),
        no_match="skip",
        in_partial="fail",
        connections=Connections(space="Ops & Co"),
    ),
    "pull-reads": Chain(
        "pull-reads",
        extract >> App("Stock", id=guid(7), reads={"vRun": "delta"}),
        wait_only=WaitOnly("30m"),
    ),
    "plain-off": Chain("plain-off", extract >> [sales, finance], plain=True, wrap="off"),
}
