"""From a spec file to its chains, or to what is wrong with it and where."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from qscriptgen import App, check, load_chains
from qscriptgen.diagnostics import Place
from qscriptgen.errors import SpecError
from tests.support.strategies import guid

SPEC = f"""\
from qscriptgen import App, Chain

a, b = App("A", id="{guid(1)}"), App("B", id="{guid(2)}")
c = Chain("c", a >> b)
"""


NEIGHBOURS = {"apps", "chains", "more", "more.other", "shared", "shared.apps"}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    for name in NEIGHBOURS & set(sys.modules):
        del sys.modules[name]


def write(text: str | bytes, path: str = "chain.py") -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def problems(path: Path) -> list[str]:
    with pytest.raises(SpecError) as caught:
        load_chains(path)
    return [finding.line() for finding in caught.value.findings]


def test_every_chain_at_the_top_level_in_the_order_of_the_file():
    spec = SPEC + "second = Chain('second', b >> a)\nfirst = Chain('first', a >> b)\n"
    assert [chain.name for chain in load_chains(write(spec))] == ["c", "second", "first"]


def test_each_chain_once_however_many_names_it_has():
    assert len(load_chains(write(SPEC + "again = c\n_hidden = c\n"))) == 1


def test_a_chain_that_was_imported_counts():
    write(SPEC, "chains.py")
    (chain,) = load_chains(write("from chains import c\n"))
    assert chain.name == "c"


def test_the_file_is_run_as_a_module_and_not_as_the_program():
    spec = SPEC + "assert __name__ == 'spec:nightly' and __file__.endswith('nightly.py')\n"
    spec += "if __name__ == '__main__':\n    raise SystemExit\n"
    assert load_chains(write(spec, "nightly.py"))


def test_each_load_runs_the_file_anew():
    file = write(SPEC)
    (before,) = load_chains(file)
    write(SPEC.replace('"c"', '"d"'))
    (after,) = load_chains(file)
    assert (before.name, after.name) == ("c", "d")


def test_places_are_those_in_the_file_as_it_is_now():
    for text in ("\u00e4" * 3, "a" * 9, "\U0001f986" * 5):
        line = f'text = "{text}"; d = Chain("d", b >> a)\n'
        *_, chain = load_chains(write(SPEC + line))
        assert chain.place == Place("chain.py", 5, line.index("Chain") + 1)


@pytest.mark.parametrize(
    "spec",
    [
        SPEC.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + SPEC.encode(),
        b"# -*- coding: latin-1 -*-\n# \xe4\n" + SPEC.encode(),
    ],
    ids=["crlf", "bom", "latin-1"],
)
def test_any_file_that_python_reads(spec):
    (chain,) = load_chains(write(spec))
    assert check(chain) == ()


def test_a_spec_may_have_dataclasses_of_its_own():
    spec = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    spec += "@dataclass\nclass Env:\n    id: str\n" + SPEC.replace(
        f'id="{guid(2)}"', f'id=Env("{guid(2)}").id'
    )
    (chain,) = load_chains(write(spec))
    assert chain.apps[1].id == guid(2)


def test_a_spec_may_have_the_name_of_the_package():
    (chain,) = load_chains(write(SPEC, "qscriptgen.py"))
    assert chain.place == Place("qscriptgen.py", 4, 5)


def test_a_spec_imports_its_neighbours_and_packages_beside_it():
    write(f'from qscriptgen import App\na = App("A", id="{guid(1)}")\n', "here/apps.py")
    write("", "here/more/__init__.py")
    write(f'from qscriptgen import App\nb = App("B", id="{guid(2)}")\n', "here/more/other.py")
    spec = "from qscriptgen import Chain\nfrom apps import a\nfrom more.other import b\n"
    (chain,) = load_chains(write(spec + "c = Chain('c', a >> b)\n", "here/chain.py"))
    assert [app.name for app in chain.apps] == ["A", "B"]
    assert chain.apps[1].place.path == str(Path("here/more/other.py"))


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("apps.py", "import apps"),
        ("shared/apps.py", "from shared import apps"),
        ("shared/apps.py", "import shared.apps as apps"),
    ],
)
@pytest.mark.parametrize("package", [True, False])
def test_two_specs_have_each_its_own_neighbours(module, line, package):
    for name in ("one", "two"):
        if "/" in module and package:
            write("", f"{name}/shared/__init__.py")
        write(SPEC.replace('App("A"', f'App("{name}"'), f"{name}/{module}")
        write(f"{line}\nc = apps.c\n", f"{name}/chain.py")
    for name in ("one", "two", "one"):
        (chain,) = load_chains(Path(name, "chain.py"))
        assert chain.apps[0].name == name


def test_nothing_is_left_behind():
    write(SPEC, "apps.py")
    modules, path = set(sys.modules), list(sys.path)
    load_chains(write("from apps import c\n"))
    assert set(sys.modules) - modules <= set(sys.stdlib_module_names)
    assert sys.path == path


def test_nothing_is_left_behind_when_the_spec_fails():
    write("x = 1\n", "apps.py")
    modules, path = set(sys.modules), list(sys.path)
    problems(write("import apps\n1 / 0\n"))
    assert set(sys.modules) == modules
    assert sys.path == path


def test_an_installed_package_below_the_folder_is_not_a_neighbour():
    write("def fail():\n    raise ValueError\n", ".venv/site-packages/shared.py")
    spec = "import sys\nsys.path.append('.venv/site-packages')\nimport shared\n"
    load_chains(write(spec + SPEC))
    assert "shared" in sys.modules
    assert problems(write(spec + "shared.fail()\n")) == ["chain.py:4:1: QC001 ValueError"]


def test_a_spec_may_change_the_search_path():
    path = list(sys.path)
    spec = "import sys\nsys.path = [p for p in sys.path if p != sys.path[0]]\n"
    assert load_chains(write(spec + SPEC))
    assert sys.path == path


def test_a_problem_in_a_neighbour_names_the_line_in_it():
    write('from qscriptgen import App\n\na = App("A", id=5)\n', "apps.py")
    (problem,) = problems(write("import os\nfrom apps import a\n"))
    assert problem.startswith("apps.py:3:")


def test_an_error_in_a_neighbour_names_the_line_in_it():
    write("\n\nx = 1 / 0\n", "apps.py")
    (problem,) = problems(write("import os\nimport apps\n"))
    assert problem == "apps.py:3:5: QC001 ZeroDivisionError: division by zero"


def test_a_neighbour_that_python_can_t_read_names_the_line_in_it():
    write("\nx = (\n", "apps.py")
    (problem,) = problems(write("import os\nimport apps\n"))
    assert problem.startswith("apps.py:2:5: QC001 ")


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("x = (\n", "chain.py:1:5: QC001 Python can't read this: '(' was never closed"),
        ("def f(:\n", "chain.py:1:7: QC001 Python can't read this: invalid syntax"),
        ("1 / 0\n", "chain.py:1:1: QC001 ZeroDivisionError: division by zero"),
        ("\nraise KeyError('x')\n", "chain.py:2:1: QC001 KeyError: 'x'"),
        ("raise ValueError\n", "chain.py:1:1: QC001 ValueError"),
        ("raise SystemExit\n", "chain.py:1:1: QC001 SystemExit"),
        ("raise SystemExit(3)\n", "chain.py:1:1: QC001 SystemExit: 3"),
        (
            "import nowhere\n",
            "chain.py:1:1: QC001 ModuleNotFoundError: No module named 'nowhere'",
        ),
        (
            "def f():\n    return g()\ndef g():\n    return {}['x']\n\nf()\n",
            "chain.py:4:12: QC001 KeyError: 'x'",
        ),
        ("def f():\n    f()\nf()\n", "chain.py:2:5: QC001 this nests too deeply"),
        (
            "[1] >> [2]\n",
            "chain.py:1:1: QC003 unsupported operand type(s) for >>: 'list' and 'list'",
        ),
        ("", "chain.py:1:1: QC002 no chain in this file"),
        ("from qscriptgen import Chain\n", "chain.py:1:1: QC002 no chain in this file"),
        (
            "from qscriptgen import App\nApp('A') >> 'B'\n",
            "chain.py:2:1: QC003 App: id is missing",
        ),
        (
            "from qscriptgen import App\n\nApp('A', id='x') >> 'B'\n",
            "chain.py:3:1: QC003 a flow takes apps, steps, lists of them and forks, not 'B'",
        ),
        (
            "from qscriptgen import Wait\nWait(\n    '10m',\n    pol='1m',\n)\n",
            "chain.py:2:1: QC003 Wait: pol is not known",
        ),
    ],
)
def test_each_problem_has_its_place(spec, expected):
    assert problems(write(spec)) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Policy(tries=3)", "from qscriptgen import Policy"), ("when(1)", "import when"), ("vX", "")],
)
def test_a_name_that_was_not_imported_says_where_it_is(text, expected):
    with pytest.raises(SpecError) as caught:
        load_chains(write(f"x = {text}\n"))
    (found,) = caught.value.findings
    assert (found.code, found.place.line) == ("QC001", 1)
    assert found.hint.endswith(expected)
    assert bool(found.hint) == bool(expected)


def test_every_wrong_argument_of_a_call_is_reported():
    spec = "from qscriptgen import App\nApp(1, id=2)\n"
    assert len(problems(write(spec))) == 2


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (b"x = '\xe4'\n", "can't decode byte 0xe4"),
        (b"x = 1\0\n", "null bytes"),
        (b"# coding: nonsense\n", "unknown encoding: nonsense"),
    ],
    ids=["not utf-8", "nul", "coding"],
)
def test_bytes_that_are_not_python_text(spec, said):
    (problem,) = problems(write(spec))
    assert problem.startswith("chain.py:1:")
    assert "QC001 Python can't read this" in problem
    assert said in problem


def test_a_flow_that_nests_too_deeply_for_python_is_a_finding():
    flow = " >> ".join(["a"] * 10_000)
    (problem,) = problems(write(SPEC + f"d = Chain('d', {flow})\n"))
    assert problem.startswith("chain.py:")
    assert "QC001" in problem


def test_a_missing_file():
    assert problems(Path("missing.py")) == ["missing.py:1:1: QC001 No such file or directory"]


@pytest.mark.skipif(os.name == "nt", reason="Windows says that access is denied")
def test_a_folder():
    assert problems(Path()) == [".:1:1: QC001 Is a directory"]


def test_a_problem_that_can_t_be_mended_by_the_user_keeps_its_traceback(monkeypatch):
    def broken(self: App) -> None:
        raise ZeroDivisionError

    # Inside the package, in the place of a function that a spec calls.
    file = sys.modules["qscriptgen.chain.app"].__file__
    assert file
    code = broken.__code__.replace(co_filename=file)
    broken.__code__ = code
    monkeypatch.setattr(App, "reload", broken)
    spec = write(SPEC + "a.reload()\n")
    with pytest.raises(ZeroDivisionError):
        load_chains(spec)


def test_an_interrupt_is_not_a_finding():
    spec = write("raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        load_chains(spec)
