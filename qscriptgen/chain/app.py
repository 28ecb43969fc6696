"""Apps, and the act of reloading one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from pydantic.dataclasses import dataclass

from qscriptgen.chain.answers import Answer
from qscriptgen.chain.due import Due
from qscriptgen.chain.environments import Space
from qscriptgen.chain.flow import Part
from qscriptgen.chain.options import MODEL, Expr, Policy, Wait
from qscriptgen.chain.origin import Placed


@dataclass(frozen=True, config=MODEL)
class App(Placed, Part):
    """An app: ``App("Sales", id="...")``, or one copy per environment, ``id={dev: "...", ...}``.

    Args:
        name: What it is called in the spec, the scripts and their log.
        id: Its id, or one for each environment.
        reads: Variables that its script reads, each with the value that it takes where a reload
            was not given one. They get a script for the start of the app.
    """

    name: str
    id: str | dict[Space, str]
    reads: dict[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids of the app, in the order of the spec."""
        return (self.id,) if isinstance(self.id, str) else tuple(self.id.values())

    @property
    def spaces(self) -> tuple[Space, ...]:
        """The environments that the app has a copy in; none when one id serves all."""
        return () if isinstance(self.id, str) else tuple(self.id)

    def reload(  # noqa: PLR0913  (all but the app are named)
        self,
        *,
        wait: Wait | None = None,
        policy: Policy | None = None,
        partial: bool = False,
        weight: int | None = None,
        variables: Mapping[str, str | Expr] | None = None,
        run_if: Expr | None = None,
        answer: Answer | None = None,
        due: Due | None = None,
    ) -> Step:
        """The act of reloading this app, with options; see `Step`."""
        return Step(
            self,
            wait=wait,
            policy=policy,
            partial=partial,
            weight=weight,
            variables=variables or {},
            run_if=run_if,
            answer=answer,
            due=due,
        )


@dataclass(frozen=True, config=MODEL)
class Step(Placed, Part):
    """One reload of an app, as another app starts it.

    The limits of ``weight`` and ``variables`` are those of https://qlik.dev/apis/rest/reloads.

    Args:
        app: The app.
        wait: Wait for its end; without it the script goes on as soon as it is started.
        policy: What to do when it does not go well; without it, the policy of the chain.
        partial: A partial reload.
        weight: 1 to 10, higher is earlier in the queue of the tenant.
        variables: Up to 20 variables that are set in the app before its script runs. An `Expr` is
            read in the app that starts it, and arrives as the text that is shown there.
        run_if: Start it only where this holds in the app that would start it.
        answer: What to take over from the app once it has succeeded; needs ``wait``.
        due: Start it only when it is due; see `Due`.
    """

    app: App
    wait: Wait | None = None
    policy: Policy | None = None
    partial: bool = False
    weight: int | None = None
    variables: Mapping[str, str | Expr] = field(default_factory=dict)
    run_if: Expr | None = None
    answer: Answer | None = None
    due: Due | None = None

    def __hash__(self) -> int:
        return hash(self.app)
