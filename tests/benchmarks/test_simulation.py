"""How fast virtual time goes by, side by side with a bare simpy model of the same size.

An event is a request, a sleep, or a change of a reload's status. A bare model has as many waits,
and does nothing between them.
"""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest

from qscriptgen import App, Chain, Policy, Wait
from qscriptgen.emulate import (
    Behaviour,
    Connection,
    Emulation,
    Scenario,
    ScriptPart,
    Site,
    TenantSpace,
    World,
    users,
)
from qscriptgen.emulate.engine import play
from qscriptgen.simulation import simulate

STATES = 3
"""Changes of status of one reload: queued, running, ended."""

LOOP = """\
LET x = 0;
SET s = SUCCEEDED;
FOR i = 1 TO {rounds}
    LET x = x + 1;
    LET y = If('$(s)' = 'FAILED', 1, 0);
    IF y = 1 THEN
        TRACE never;
    END IF
NEXT i
"""
IN_LOOP = 6

ROUNDS = 700
POLLS = f"""\
SET ErrorMode = 0;
FOR i = 1 TO {ROUNDS}
    LIB CONNECT TO ':ApiGet';
    SQL SELECT "id" FROM JSON (wrap on) "root"
    WITH CONNECTION (URL "https://acme.eu.qlikcloud.com/api/v1/reloads/none");
    Sleep 15000;
NEXT i
"""


def relay(size):
    """Apps of ten minutes, each of which starts the next and asks for its end."""
    apps = [App(f"App {n}", id=f"0a1b2c3d-0000-4000-8000-{n:012}") for n in range(size)]
    flow: Any = apps[0]
    for number, app in enumerate(apps[1:]):
        flow = flow >> app.reload(wait=Wait("12m", poll=f"{15 + number * 7 % 46}s"))
    return Chain("relay", flow, policy=Policy(failure="continue", timeout="continue"))


def polling(size=50):
    """Apps that do nothing but ask for a reload, all at once."""
    host, space = "acme.eu.qlikcloud.com", TenantSpace("1", "Polls", "shared", users.OWNER)
    sites = [Site(f"App {n}", f"app-{n}", space.id, (ScriptPart(POLLS),)) for n in range(size)]
    headers = users.authorization(users.CHAIN_KEY)
    connection = Connection("ApiGet", "GET", f"https://{host}/api/v1/reloads", "Polls", headers)
    scenario = Scenario(concurrency=size, others=Behaviour(duration="0s"))
    made = Emulation(sites, [space], [connection], host=host, scenario=scenario, world=World())
    return made, sites


def timed(act):
    start = time.perf_counter()
    result = act()
    return result, time.perf_counter() - start


def waits_in_simpy(processes, waits):
    """Seconds that simpy takes for some processes with so many waits each."""
    simpy = pytest.importorskip("simpy")
    env = simpy.Environment()
    slots = simpy.Resource(env, capacity=10)

    def process():
        with slots.request() as slot:
            yield slot
            for _ in range(waits):
                yield env.timeout(1)

    for _ in range(processes):
        env.process(process())
    return timed(env.run)[1]


def test_statements_a_second():
    rounds = 40_000
    _, took = timed(lambda: play(LOOP.format(rounds=rounds)))
    print(f"{rounds * IN_LOOP / took:,.0f} statements a second; 100,000 are asked for")


def test_events_a_second_of_bare_polls():
    """What the clock, the connector and the tenant cost, with little script around."""
    simulation, sites = polling()
    _, took = timed(lambda: simulation.run(sites))
    sent = len(simulation.network.sent)
    assert sent == len(sites) * ROUNDS
    events = sent + len(sites) * (ROUNDS + STATES)
    bare = waits_in_simpy(len(sites), events // len(sites))
    ratio = (events / took) / (events / bare)
    print(f"{events / took:,.0f} events a second; 15,000 are asked for")
    print(f"1/{1 / ratio:.0f} of what simpy alone does ({events / bare:,.0f}); 1/50 is asked for")
    assert ratio >= 1 / 50


def test_relay_of_a_thousand_apps():
    chain = relay(1_000)
    scenario = Scenario(others=Behaviour(duration="10m"), until="365d")
    simulate(relay(2), scenario)  # what is read once
    run, took = timed(lambda: simulate(chain, scenario))
    assert run.ok
    assert len(run.reloads) == len(chain.apps)
    events = 2 * len(run.requests) + STATES * len(run.reloads)
    bare = waits_in_simpy(len(run.reloads), events // len(run.reloads))
    print(f"{took:.1f} s for {len(run.requests):,} requests; 10 s are asked for")
    print(f"{events / took:,.0f} events a second, each with some 13 statements")
    print(f"simpy alone needs {bare:.2f} s for as many waits")


def test_memory_is_linear():
    def peak(size):
        chain = relay(size)
        tracemalloc.start()
        run = simulate(chain, Scenario(others=Behaviour(duration="10m"), until="365d"))
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert run.ok
        return used / size

    peak(10)  # what is read once
    small, large = peak(50), peak(200)
    print(f"{small / 1024:.0f} KiB an app of 50, {large / 1024:.0f} KiB an app of 200")
    assert large < 1.5 * small
