"""The limits the project sets itself, so that any file stays one a newcomer can read in a sitting.

What ruff (docstrings, print, TODO), mypy and import-linter can hold is held by their rules in pyproject.toml.
Here is the rest: sizes, where SQL may stand, what a program may import, what the repository may contain.
"""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ("fieldapp", "syncserver", "shared")

MAX_FUNCTION_LINES = 70
MAX_FILE_LINES = 400
MAX_METHODS = 12
MAX_MODULES = 9

# (check, place): why it may break that limit. A line that is no longer needed fails too.
EXCEPTIONS: dict[tuple[str, str], str] = {
    (
        "classes are narrow",
        "tests/fieldapp/store/projection/test_rebuild.py:Tablet",
    ): "a state machine: each method is one thing that can happen to a tablet",
    (
        "classes are narrow",
        "tests/simulation/test_machine.py:Branch",
    ): "a state machine: each method is one thing that can happen to a branch",
    (
        "folders are small",
        "syncserver/migrations/versions",
    ): "one step of the schema a file, in the order of their numbers, and none is ever taken away",
}

TOP_LEVEL = {
    *PROGRAMS,
    *("tests", "packaging", "docs"),
    *("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile"),
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Violation:
    """`where` names the place as EXCEPTIONS does: a path, or a path and what stands in it."""

    where: str
    what: str


def _files() -> tuple[PurePosixPath, ...]:
    """Everything git would commit, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = {PurePosixPath(name) for name in listed.stdout.split("\0") if name}
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


FILES = _files()
PYTHON = tuple(path for path in FILES if path.suffix == ".py")
SHIPPED = tuple(path for path in PYTHON if path.parts[0] in PROGRAMS)


def _source(path: PurePosixPath) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _tree(path: PurePosixPath) -> ast.Module:
    return ast.parse(_source(path), filename=str(path))


# ---------------------------------------------------------------- sizes


def _long_files() -> Iterator[Violation]:
    for path in PYTHON:
        lines = len(_source(path).splitlines())
        if lines > MAX_FILE_LINES:
            yield Violation(str(path), f"{lines} lines, at most {MAX_FILE_LINES}")


def _long_functions() -> Iterator[Violation]:
    for path in PYTHON:
        for node in ast.walk(_tree(path)):
            if isinstance(node, Function):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    yield Violation(f"{path}:{node.name}", f"{lines} lines, at most {MAX_FUNCTION_LINES}")


def _wide_classes() -> Iterator[Violation]:
    """Classes by their methods: what Python calls itself (dunders) is not counted, a property is once."""
    for path in PYTHON:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ClassDef):
                names = {child.name for child in node.body if isinstance(child, Function)}
                methods = [name for name in names if not (name.startswith("__") and name.endswith("__"))]
                if len(methods) > MAX_METHODS:
                    yield Violation(f"{path}:{node.name}", f"{len(methods)} methods, at most {MAX_METHODS}")


def _full_folders() -> Iterator[Violation]:
    counts = Counter(path.parent for path in SHIPPED if path.name != "__init__.py")
    for folder, modules in sorted(counts.items()):
        if modules > MAX_MODULES:
            yield Violation(str(folder), f"{modules} modules, at most {MAX_MODULES}")


# ---------------------------------------------------------------- SQL

DRIVERS = {"sqlite3", "sqlcipher3", "psycopg"}
SQLALCHEMY_TEXT = "imports sqlalchemy.text"
SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+.*\sAS\s*\("
    r"|CREATE\s+(TABLE|INDEX|UNIQUE|TRIGGER|VIEW|VIRTUAL)\s|DROP\s+\w+\s|ALTER\s+\w+\s|PRAGMA\s)",
    re.DOTALL,
)


def _is_sql(text: str) -> bool:
    """Whether a string starts as a statement, all in capitals or all in small letters, unlike a sentence."""
    return SQL.match(text.upper() if text.islower() else text) is not None


def _may_hold_sql(path: PurePosixPath) -> bool:
    rooms = ("fieldapp/store", "syncserver/database", "syncserver/migrations")
    return path.name == "queries.py" or any(path.is_relative_to(room) for room in rooms)


def _sql_out_of_place() -> Iterator[Violation]:
    for path in SHIPPED:
        if not _may_hold_sql(path):
            for found in _sql_in(_tree(path)):
                # A table's partial index needs its condition as text.
                if not (path.name == "tables.py" and found == SQLALCHEMY_TEXT):
                    yield Violation(str(path), found)


def _sql_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (
                    f"imports {name.name}" for name in names if name.name.partition(".")[0] in DRIVERS
                )
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in DRIVERS:
                yield f"imports {module}"
            case ast.ImportFrom(module="sqlalchemy", names=names) if "text" in {name.name for name in names}:
                yield SQLALCHEMY_TEXT
            case ast.Constant(value=str(value)) if _is_sql(value):
                yield f"SQL at line {node.lineno}"


# ---------------------------------------------------------------- what a program may import


def _distributions(extra: str) -> set[str]:
    """The distributions pyproject.toml declares for everything and for `extra`."""
    project = tomllib.loads(_source(PurePosixPath("pyproject.toml")))["project"]
    requirements = [*project["dependencies"], *project["optional-dependencies"][extra]]
    return {_normal(re.split(r"[\[<>=!~ ]", requirement)[0]) for requirement in requirements}


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name.partition(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]


def _undeclared(program: str, extra: str) -> Iterator[Violation]:
    """Imports that the program's own requirements do not bring, though the tests' might."""
    provided_by = importlib.metadata.packages_distributions()
    declared = _distributions(extra)
    for path in SHIPPED:
        if path.parts[0] == program:
            for name in sorted(set(_imported(_tree(path))) - sys.stdlib_module_names - set(PROGRAMS)):
                if declared.isdisjoint(_normal(found) for found in provided_by.get(name, [])):
                    yield Violation(
                        str(path), f"imports {name}, which {extra!r} in pyproject.toml does not name"
                    )


def _unlocked() -> Iterator[Violation]:
    for extra in ("client", "server", "dev"):
        path = PurePosixPath(f"packaging/requirements/{extra}.txt")
        locked = set(re.findall(r"^([\w.-]+)==", _source(path), re.MULTILINE))
        for name in sorted(_distributions(extra) - locked - {"fieldapp"}):
            yield Violation(str(path), f"lacks {name}: run `make lock`")


# ---------------------------------------------------------------- what the repository may contain

# Written so that this file does not contain what it looks for.
INDEX = re.compile(
    r"https?://[^\s\"'<>]*/simpl[e]\b|(extra[-_])?index[-_]ur[l]|find[-_]link[s]|^--index\b", re.MULTILINE
)
MACHINE_PATH = re.compile(r"(?<![\w./<{$~-])/(home|root|Users|mnt|work)/[\w.-]+")


def _texts() -> Iterator[tuple[PurePosixPath, str]]:
    for path in FILES:
        try:
            yield path, _source(path)
        except UnicodeDecodeError:
            continue  # a picture or a font


def _tied_to_a_machine() -> Iterator[Violation]:
    for path, text in _texts():
        for pattern in (INDEX, MACHINE_PATH):
            if found := pattern.search(text):
                yield Violation(str(path), f"names {found.group()!r}")


def _strangers_at_the_top() -> Iterator[Violation]:
    for name in sorted({path.parts[0] for path in FILES}):
        if name not in TOP_LEVEL and not name.startswith("."):
            yield Violation(name, "does not belong at the top level")


# ---------------------------------------------------------------- the tests

CHECKS: dict[str, Callable[[], Iterator[Violation]]] = {
    "files are short": _long_files,
    "functions are short": _long_functions,
    "classes are narrow": _wide_classes,
    "folders are small": _full_folders,
    "SQL stands where it belongs": _sql_out_of_place,
    "the client imports what it requires": lambda: _undeclared("fieldapp", "client"),
    "the server imports what it requires": lambda: _undeclared("syncserver", "server"),
    "what is required is locked": _unlocked,
    "nothing names an index or a machine": _tied_to_a_machine,
    "the top level is the design's": _strangers_at_the_top,
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_limits_hold(check: str) -> None:
    found = [violation for violation in CHECKS[check]() if (check, violation.where) not in EXCEPTIONS]
    assert found == []


def test_every_exception_is_still_needed() -> None:
    broken = {(check, violation.where) for check, find in CHECKS.items() for violation in find()}
    assert set(EXCEPTIONS) - broken == set()


def test_imports_keep_their_direction() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "source",
    [
        "import sqlite3",
        "from sqlcipher3 import dbapi2",
        "from sqlalchemy import Table, text",
        "run('SELECT id FROM loan')",
        "run('insert or replace into loan values (1)')",
        "run(f'UPDATE loan SET {column} = 1')",
        "run('PRAGMA user_version')",
    ],
)
def test_sql_is_recognised(source: str) -> None:
    assert list(_sql_in(ast.parse(source))) != []


@pytest.mark.parametrize("source", ["say('Select a member from the list')", "from sqlalchemy import Table"])
def test_what_is_not_sql_is_left_alone(source: str) -> None:
    assert list(_sql_in(ast.parse(source))) == []
