"""Every mutant of every sample, or of the scripts that are named, in two processes.

    python -m tests.support.all_mutants ["nightly/Extract" ...]

Prints what became of them, and each that differs or is not as `survivors.txt` has it. With
``quick`` the survivors that are listed there are run a few times only, as those are always that
only a reader of logs can see; with ``worlds`` there is one more run for each answer to each doubt;
with ``matrix`` the scripts are those of the matrix.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.support.mutants import mutants
from tests.support.mutation import (
    Habits,
    any_source,
    cases,
    judge,
    label,
    listed,
    sources,
    survivors,
)
from tests.support.played import patterns

WORDS = ("reader", "contract", "same", "differs")
OPTIONS = ("quick", "worlds", "matrix")
CAUGHT = WORDS[:2]
FEW = 3
PARTS = 40
"""So many parts has a script: each process makes its mutants anew."""


def part(job: tuple[str, int], options: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """Script, label and fate of mutants that are side by side, and what shows it."""
    name, number = job
    source = any_source(name)
    every = list(mutants(source.text))
    size = -(-len(every) // PARTS)
    found, habits = [], Habits()
    for mutant in every[size * number : size * (number + 1)]:
        called = label(source.text, mutant)
        entry = listed(name, called)
        runs = cases(name, worlds="worlds" in options) if source.pattern else ()
        few = entry is not None and (entry.logged or "quick" in options)
        fate = judge(
            source, mutant.text, habits.ordered(name, called, runs)[: FEW if few else None]
        )
        habits.keep(called, fate)
        found.append((name, called, fate.word, f"{fate.why}  {fate.case or ''}"))
    return found


def main(arguments: Sequence[str]) -> int:
    """Go through them and say how they fared."""
    options = [argument for argument in arguments if argument in OPTIONS]
    words = [argument for argument in arguments if argument not in OPTIONS]
    names = words or list(sources())
    if "matrix" in options:
        names = [name for name in patterns() if name not in sources()]
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    odd, used = 0, set()
    jobs = [(name, number) for name in names for number in range(PARTS)]
    with ProcessPoolExecutor(2) as pool:
        for found in pool.map(partial(part, options=options), jobs):
            for name, called, word, why in found:
                counts[name][word] += 1
                entry = listed(name, called)
                if word in CAUGHT:
                    continue
                if entry:
                    used.add(entry)
                if entry is None or word == "differs":
                    odd += 1
                    print(f"{word.upper():9} {name} | {called}    {why}", flush=True)
    print(f"{'script':24}", *(f"{word:>9}" for word in WORDS), "      all")
    counts["all"] = sum(counts.values(), Counter())
    for name, counter in counts.items():
        print(f"{name:24}", *(f"{counter[word]:9}" for word in WORDS), f"{counter.total():9}")
    if not words and "matrix" not in options:
        for entry in set(survivors()) - used:
            print(f"NOBODY    {entry.scripts} | {entry.label}")
    return bool(odd)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
