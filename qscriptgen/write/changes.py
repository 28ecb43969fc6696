"""What writing the scripts would change on the disk. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from qscriptgen.errors import OutputError
from qscriptgen.templating.stamp import read_stamp
from qscriptgen.write.disk import Found, look, script_files
from qscriptgen.write.form import PLAIN, Form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qscriptgen.templating.script import Script
    from qscriptgen.templating.stamp import Stamp

ChangeKind = Literal["new", "changed", "same", "edited", "stale"]
Act = Literal["write", "remove", "keep", "refuse"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One file: what is there, and what the scripts want there.

    ``path`` is relative as in ``Script.path``, ``file`` has the output folder before it. ``old`` is
    LF only without a byte-order mark, and None when nothing readable is there; ``new`` is None for
    a stale file. ``obstacle`` says in a clause why what is in the way is not ours. ``intact`` is
    False for a file that is not as qscriptgen wrote it.
    """

    kind: ChangeKind
    path: str
    file: Path
    old: str | None
    new: str | None
    chain: str
    app: str
    checksum: str
    form: Form = PLAIN
    obstacle: str = ""
    intact: bool = True

    @property
    def ours(self) -> bool:
        """Whether the file may be replaced at all: nothing is there, or this app's own script."""
        return not self.obstacle

    def act(self, *, force: bool = False, prune: bool = False) -> Act:
        """What a run with these options does about it; a file that is not ours is never touched."""
        if self.kind in ("new", "changed"):
            return "write"
        if self.kind == "same" or (self.kind == "stale" and not prune):
            return "keep"
        if not self.ours or not (self.intact or force):
            return "refuse"
        return "remove" if self.kind == "stale" else "write"


def compare(
    scripts: Sequence[Script], folder: Path, *, form: Form = PLAIN, whole_chains: bool = True
) -> tuple[Change, ...]:
    """One change for each script, in their order, then one for each stale file of their chains.

    Args:
        scripts: The scripts, each with a path of its own.
        folder: The output folder; it need not exist.
        form: The line ends and byte-order mark asked for; a file in another form is ``changed``.
        whole_chains: False when the scripts are only some of a chain's: nothing is stale then.

    Raises:
        OutputError: Two scripts have one path, or a folder can't be listed.
    """
    _refuse_twins(scripts)
    looks = [(script, look(folder / script.path)) for script in scripts]
    changes = [_change(script, found, folder, form) for script, found in looks]
    if whole_chains:
        taken = {found.identity for _, found in looks}
        changes += _stale(scripts, folder, taken, form)
    return tuple(changes)


def _refuse_twins(scripts: Sequence[Script]) -> None:
    """Raise if one script would overwrite another; some file systems do not tell X from x."""
    seen: dict[str, Script] = {}
    for script in scripts:
        twin = seen.setdefault(script.path.casefold(), script)
        if twin is not script:
            raise OutputError(
                f"'{script.path}' would hold both the {_called(twin)} and the {_called(script)};"
                " rename one of them"
            )


def _change(script: Script, found: Found, folder: Path, form: Form) -> Change:
    obstacle = found.obstacle or _owner(script, found)
    kind = "edited" if obstacle else _kind(script, found, form)
    return Change(
        kind=kind,
        path=script.path,
        file=folder / script.path,
        old=found.text,
        new=script.text,
        chain=script.chain,
        app=script.app,
        checksum=script.checksum,
        form=form,
        obstacle=obstacle,
        intact=kind != "edited",
    )


def _owner(script: Script, found: Found) -> str:
    """Whose the file is if not this script's, as an obstacle."""
    if found.text is None or found.text == script.text:
        return ""
    stamp = read_stamp(found.text)
    if stamp is None:
        return "its first line is not a stamp of qscriptgen"
    if (stamp.kind, stamp.chain, stamp.app) != (script.kind, *_stamped_names(script)):
        return f"it is the {_called(stamp)}"
    return ""


def _side(stamp: Stamp) -> tuple[str, bool]:
    """Its chain, and whether it is a self-test: these lie beside scripts of any form."""
    return stamp.chain, stamp.kind == "self-test"


def _called(file: Script | Stamp) -> str:
    if file.kind == "library":
        return f"library of chain '{file.chain}'"
    return f"{file.kind} of app '{file.app}' of chain '{file.chain}'"


def _kind(script: Script, found: Found, form: Form) -> ChangeKind:
    """The kind of a file that is ours or not there."""
    if found.text is None:
        return "new"
    if found.data == form.encode(script.text):
        return "same"
    stamp = read_stamp(found.text)
    # A hand edit that the script has taken over is no longer one: nothing of it would be lost.
    adopted = found.text.partition("\n")[2] == script.text.partition("\n")[2]
    return "edited" if stamp and not (stamp.intact or adopted) else "changed"


def _stamped_names(script: Script) -> tuple[str, str]:
    """Chain and app as a stamp tells them: a comment may have cost a name some characters."""
    stamp = read_stamp(script.text)
    return (stamp.chain, stamp.app) if stamp else (script.chain, script.app)


def _stale(
    scripts: Sequence[Script], folder: Path, taken: set[tuple[int, int] | None], form: Form
) -> Iterator[Change]:
    chains: dict[PurePosixPath, set[tuple[str, bool]]] = {}
    for script in scripts:
        names = chains.setdefault(PurePosixPath(script.path).parent, set())
        names.add((_stamped_names(script)[0], script.kind == "self-test"))
    for parent, names in chains.items():
        for file in script_files(folder / parent):
            found = look(file)
            stamp = read_stamp(found.text) if found.text is not None else None
            # The identity and not the name: a link or another spelling may lead to a script's file.
            if stamp and _side(stamp) in names and found.identity not in taken:
                yield Change(
                    kind="stale",
                    path=str(parent / file.name),
                    file=file,
                    old=found.text,
                    new=None,
                    chain=stamp.chain,
                    app=stamp.app,
                    checksum=stamp.checksum,
                    form=form,
                    intact=stamp.intact,
                )
