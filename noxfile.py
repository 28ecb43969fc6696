"""The gate: what must hold before a change is taken. ``nox -l`` lists the stages.

``nox`` runs every stage of the gate, ``nox -s types`` one of them. ``tests`` and ``wheel`` make
environments of their own; all others use the one that nox itself runs in, in which
``pip install -e ".[dev]"`` has installed everything.
"""

import re
import shutil
import sys
import tarfile
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import nox

nox.needs_version = ">=2025.10"
nox.options.default_venv_backend = "venv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False

ROOT = Path(__file__).parent
FIRST, *LATER = ["3.11", "3.12", "3.13", "3.14"]
# The tests run once on each Python: as the README has it on the first, on the wheel on the others.
WHEEL = [python for python in LATER if shutil.which(f"python{python}")] or [FIRST]
IN_SDIST = ("qscriptgen", "templates", "tests", "samples", "CHANGELOG.md", "CONTRIBUTING.md")
FOR_TESTS = ("tests", "samples", "pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")
CORE = "*/emulate/*,*/templating/*"  # here a line that no test reaches is a false promise


def python(session: nox.Session, *arguments: str) -> None:
    """Run Python with these arguments, in the environment of nox."""
    session.run(sys.executable, *arguments, external=True)


@nox.session(python=False)
def ruff(session: nox.Session) -> None:
    """Lint the sources and check their format."""
    python(session, "-m", "ruff", "check", ".")
    python(session, "-m", "ruff", "format", "--check", ".")


@nox.session(python=False)
def types(session: nox.Session) -> None:
    """Check the types of the package and of the tests."""
    python(session, "-m", "mypy")


@nox.session(python=False)
def samples(session: nox.Session) -> None:
    """Render all samples again: they are in git, and nothing changes."""
    python(session, "samples/render.py")
    session.run("git", "diff", "--exit-code", "--", "samples", external=True)
    untracked = session.run(
        *("git", "ls-files", "--others", "--exclude-standard", "--", "samples"),
        external=True,
        silent=True,
    )
    if untracked:
        session.error(f"not in git: {untracked}")


@nox.session(python=False)
def growth(session: nox.Session) -> None:
    """Compare the CPU time of small and large inputs."""
    python(session, "-m", "pytest", "-n", "0", "-m", "growth", "tests/benchmarks")


@nox.session(python=FIRST)
def tests(session: nox.Session) -> None:
    """Run the two commands of the README."""
    session.run("pip", "install", "--quiet", ".[dev]")
    session.run("python", "-m", "pytest")


@nox.session(default=False)
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest versions of the dependencies that pyproject.toml admits."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["testing"], *extras["yaml"]]
    bounds = [re.match(r"([\w.-]+)>=([\w.]+)", line) for line in needed]
    lowest = [f"{bound[1]}=={bound[2]}" for bound in bounds if bound]
    session.run("pip", "install", "--quiet", ".", *lowest, "pytest-xdist", "hypothesis")
    session.run("python", "-m", "pytest")


@nox.session(python=False)
def coverage(session: nox.Session) -> None:
    """Run the tests once more and count the branches that they take."""
    python(session, "-m", "coverage", "erase")
    python(session, "-m", "coverage", "run", "-m", "pytest")
    python(session, "-m", "coverage", "combine", "--quiet")
    python(session, "-m", "coverage", "report")
    core = (f"--include={CORE}", "--fail-under=98", "--format=total", "--precision=2")
    python(session, "-m", "coverage", "report", *core)


@nox.session(python=WHEEL)
def wheel(session: nox.Session) -> None:
    """Build the sdist and the wheel, and run the tests on the wheel, with each later Python."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        python(session, "-m", "build", "--outdir", str(folder))
        (sdist,) = folder.glob("*.tar.gz")
        (built,) = folder.glob("*.whl")
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        unpacked = folder / sdist.name.removesuffix(".tar.gz")
        missing = [part for part in IN_SDIST if not (unpacked / part).exists()]
        if missing:
            session.error(f"not in the sdist: {', '.join(missing)}")
        session.run("pip", "install", "--quiet", f"{built}[dev]")
        away = folder / "away"
        away.mkdir()
        for part in FOR_TESTS:
            (unpacked / part).rename(away / part)
        session.chdir(away)
        installed = (
            "import qscriptgen, sys; sys.exit(not qscriptgen.__file__.startswith(sys.prefix))"
        )
        session.run("python", "-c", installed)
        session.run("python", "-m", "pytest")
        session.chdir(ROOT)


@nox.session(python=False)
def proofs_part(session: nox.Session) -> None:
    """Run the seeded part of the proofs that has room in the gate."""
    python(session, "-m", "pytest", "-m", "proof", "--proof-part")


@nox.session(python=False, default=False)
def proofs(session: nox.Session) -> None:
    """Run all proofs, and the property tests with many examples: not in the gate, as it is slow."""
    python(session, "-m", "pytest", "-m", "proof", *session.posargs)
    python(session, "-m", "pytest", "--hypothesis-profile=thorough", *session.posargs)
