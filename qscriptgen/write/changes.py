"""What writing the scripts would change on the disk. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from qscriptgen.errors import OutputError
from qscriptgen.templating.stamp import read_stamp
from qscriptgen.write.disk import PathContent, list_scripts, read_path
from qscriptgen.write.file_format import DEFAULT_FORMAT, FileFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qscriptgen.templating.script import Script
    from qscriptgen.templating.stamp import Stamp

ChangeKind = Literal["new", "changed", "same", "edited", "stale"]
Action = Literal["write", "remove", "keep", "refuse"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One file: what it holds now, and what it is to hold.

    ``path`` is relative as in ``Script.path``, ``file`` has the output folder before it. ``old`` is
    LF only without a byte-order mark, and None if there is no readable file; ``new`` is None for
    a stale file. ``obstacle`` says in a clause why the file must not be replaced. ``intact`` is
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
    form: FileFormat = DEFAULT_FORMAT
    obstacle: str = ""
    intact: bool = True

    @property
    def is_ours(self) -> bool:
        """Whether the file may be replaced: it does not exist, or it is the script of this app."""
        return not self.obstacle

    def choose_action(self, *, force: bool = False, prune: bool = False) -> Action:
        """Choose what a run with these options does; a file that is not ours is never touched."""
        if self.kind in ("new", "changed"):
            return "write"
        if self.kind == "same" or (self.kind == "stale" and not prune):
            return "keep"
        if not self.is_ours or not (self.intact or force):
            return "refuse"
        return "remove" if self.kind == "stale" else "write"


def compare(
    scripts: Sequence[Script],
    folder: Path,
    *,
    form: FileFormat = DEFAULT_FORMAT,
    whole_chains: bool = True,
) -> tuple[Change, ...]:
    """Compare scripts with the disk: a change for each, then one for each stale file.

    Args:
        scripts: The scripts, each with a path of its own.
        folder: The output folder; it need not exist.
        form: The line ends and byte-order mark to write; a file with others is ``changed``.
        whole_chains: False when the scripts are only some of a chain's: nothing is stale then.

    Raises:
        OutputError: Two scripts have one path, or a folder can't be listed.
    """
    _refuse_same_paths(scripts)
    contents = [(script, read_path(folder / script.path)) for script in scripts]
    changes = [_make_change(script, found, folder, form) for script, found in contents]
    if whole_chains:
        taken = {found.identity for _, found in contents}
        changes += _find_stale(scripts, folder, taken, form)
    return tuple(changes)


def _refuse_same_paths(scripts: Sequence[Script]) -> None:
    """Raise if one script would overwrite another; some file systems ignore letter case."""
    seen: dict[str, Script] = {}
    for script in scripts:
        other = seen.setdefault(script.path.casefold(), script)
        if other is not script:
            raise OutputError(
                f"'{script.path}' would hold both the {_describe(other)} and the"
                f" {_describe(script)}; rename one of them"
            )


def _make_change(script: Script, found: PathContent, folder: Path, form: FileFormat) -> Change:
    obstacle = found.obstacle or _find_obstacle(script, found)
    kind = "edited" if obstacle else _choose_kind(script, found, form)
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


def _find_obstacle(script: Script, found: PathContent) -> str:
    """Say whose file it is if not this script's, or nothing."""
    if found.text is None or found.text == script.text:
        return ""
    stamp = read_stamp(found.text)
    if stamp is None:
        return "its first line is not a stamp of qscriptgen"
    if (stamp.kind, stamp.chain, stamp.app) != (script.kind, *_read_stamped_names(script)):
        return f"it is the {_describe(stamp)}"
    return ""


def _group_of(stamp: Stamp) -> tuple[str, bool]:
    """The chain, and whether it is a self-test: self-tests lie beside scripts of any form."""
    return stamp.chain, stamp.kind == "self-test"


def _describe(file: Script | Stamp) -> str:
    if file.kind == "library":
        return f"library of chain '{file.chain}'"
    return f"{file.kind} of app '{file.app}' of chain '{file.chain}'"


def _choose_kind(script: Script, found: PathContent, form: FileFormat) -> ChangeKind:
    """Choose the kind of change for a file that is ours or does not exist."""
    if found.text is None:
        return "new"
    if found.data == form.encode(script.text):
        return "same"
    stamp = read_stamp(found.text)
    # An edit by hand that the new script contains as well would not be lost.
    adopted = found.text.partition("\n")[2] == script.text.partition("\n")[2]
    return "edited" if stamp and not (stamp.intact or adopted) else "changed"


def _read_stamped_names(script: Script) -> tuple[str, str]:
    """Chain and app as the stamp has them; a comment can't hold every character of a name."""
    stamp = read_stamp(script.text)
    return (stamp.chain, stamp.app) if stamp else (script.chain, script.app)


def _find_stale(
    scripts: Sequence[Script], folder: Path, taken: set[tuple[int, int] | None], form: FileFormat
) -> Iterator[Change]:
    chains: dict[PurePosixPath, set[tuple[str, bool]]] = {}
    for script in scripts:
        names = chains.setdefault(PurePosixPath(script.path).parent, set())
        names.add((_read_stamped_names(script)[0], script.kind == "self-test"))
    for parent, names in chains.items():
        for file in list_scripts(folder / parent):
            found = read_path(file)
            stamp = read_stamp(found.text) if found.text is not None else None
            # By identity, not by name: a link or another spelling may lead to the file of a script.
            if stamp and _group_of(stamp) in names and found.identity not in taken:
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
