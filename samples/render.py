"""Renders the scripts of the samples again: ``python samples/render.py [name ...]``.

The scripts of ``samples/<name>/chain.py`` (or ``chain.yaml``) are written to
``samples/<name>/expected``, and files there that the chain no longer has are removed. If a sample
has a file ``arguments``, its words are passed to ``qscriptgen render``. Without names, all samples
are rendered.
"""

import os
import subprocess
import sys
from pathlib import Path
from shutil import move
from tempfile import TemporaryDirectory

SAMPLES = Path(__file__).resolve().parent
NAMES = sorted(spec.parent.name for spec in SAMPLES.glob("*/chain.*"))


def main(names: list[str]) -> None:
    for name in names or NAMES:
        if name not in NAMES:
            sys.exit(f"there is no sample {name}; known are {', '.join(NAMES)}")
        with TemporaryDirectory() as folder:
            rendered = render(name, Path(folder))
            replace(SAMPLES / name / "expected", rendered)
        print(f"samples/{name}")


def render(name: str, folder: Path) -> Path:
    """The folder with the scripts of a sample, rendered by the sources of this checkout."""
    (spec,) = (SAMPLES / name).glob("chain.*")
    words = spec.with_name("arguments")
    arguments = words.read_text(encoding="utf-8").split() if words.exists() else []
    done = subprocess.run(
        [sys.executable, "-m", "qscriptgen", "render", spec.name, "-o", str(folder), *arguments],
        check=False,
        cwd=spec.parent,
        env={**os.environ, "PYTHONPATH": str(SAMPLES.parent), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(done.stdout)
    if [path.name for path in folder.iterdir()] != [name]:
        sys.exit(f"samples/{name}/{spec.name} must hold one chain, and its name must be {name}")
    return folder / name


def replace(expected: Path, rendered: Path) -> None:
    """Put the rendered scripts in the place of the expected ones."""
    expected.mkdir(exist_ok=True)
    for script in expected.glob("*.qvs"):
        script.unlink()
    for script in rendered.glob("*.qvs"):
        move(script, expected / script.name)


if __name__ == "__main__":
    main(sys.argv[1:])
