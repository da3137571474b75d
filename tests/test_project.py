"""What holds for the whole project: one set of packages, notebooks within budgets, no machine in a
file.
"""

import ast
import csv
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from statistics import median

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cchc.annex.hiding import HIDING_TAGS
from cchc.model.org_roles import ORG_ROLES

PROJECT = Path(__file__).parents[1]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


# one set of packages: pyproject.toml, requirements.lock, environment.yml


def read_lock() -> list[tuple[str, Requirement, int]]:
    """Name, requirement and number of hashes of each locked package; one name may serve Pythons
    apart.
    """
    entries = re.split(
        r"\n(?=\S)", (PROJECT / "requirements.lock").read_text(encoding="utf-8").strip()
    )
    locked = [
        (Requirement(entry.split("\\")[0]), entry.count("--hash=sha256:")) for entry in entries
    ]
    return [
        (canonicalize_name(requirement.name), requirement, hashes) for requirement, hashes in locked
    ]


def locked_here() -> dict[str, Requirement]:
    """What the lock installs on this machine."""
    found = [
        (name, requirement)
        for name, requirement, _ in read_lock()
        if holds_here(requirement, set())
    ]
    assert len(found) == len(dict(found)), "the lock pins a package twice for one machine"
    return dict(found)


def read_declared() -> list[Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project.get("optional-dependencies", {}).values()
    return [
        Requirement(text)
        for text in [*project["dependencies"], *(text for extra in extras for text in extra)]
    ]


def holds_here(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""})


def test_every_declared_package_is_locked_to_one_version_with_hashes():
    locked = locked_here()
    for declared in read_declared():
        requirement = locked[canonicalize_name(declared.name)]
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", requirement
        assert declared.specifier.contains(specifier.version, prereleases=True), requirement
    assert all(hashes for _, _, hashes in read_lock())


def test_the_lock_names_no_index_and_no_file():
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash=)", text, re.MULTILINE)


def test_conda_users_get_the_lock_and_nothing_else():
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    python = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "requires-python"
    ]
    assert environment["dependencies"] == [
        f"python{python}",
        "pip",
        {"pip": ["-r requirements.lock"]},
    ]


def test_what_is_installed_is_what_is_locked():
    differing = []
    for name, requirement in locked_here().items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "no version"
        if f"=={installed}" != str(requirement.specifier):
            differing.append(f"{name}: {installed} is installed, {requirement.specifier} is locked")
    assert not differing


def test_every_locked_package_is_needed_and_every_needed_one_is_locked():
    needed: dict[str, set[str]] = {}
    waiting = read_declared()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        new = requirement.extras - needed.get(name, set()) | (set() if name in needed else {""})
        needed.setdefault(name, set()).update(requirement.extras)
        for text in requires(name) or () if new else ():
            child = Requirement(text)
            if holds_here(child, needed[name]):
                waiting.append(child)
    assert set(needed) == set(locked_here())


# notebooks: the budgets of the style guide

CODE_CELLS, MEDIAN_LINES, MOST_LINES = 20, 3, 15
READ_TAGS = {"parameters", "internal", *HIDING_TAGS}
PARAMETERS = {"quarter": ("str", ""), "data": ("str", "../data")}
# digits that are no figures of a quarter: names of documents, places and terms, and statistical
# constants
ALLOWED_DIGITS = [
    r"`[^`]*`",  # code
    r"\$[^$]*\$",  # formulas
    r"\]\([^)]*\)",  # targets of links
    r"<[^>]*>",
    r"\b\d+(-\d+)?[/-](\d{4}/)?[A-ZĐ][\w\-Đ]*",  # 09/2019/NĐ-CP, 68-NQ/TW
    r"\b[IVX]+\.\d+(\.\w+)*",  # I.1.1, a place in the report
    r"(?i)\b(điều|khoản|điểm|đề án|mục|phần|chương|bảng|hình|chú thích|phụ"
    r" lục|quý|năm|tháng|ngày|cấp|mức|mức độ|"
    r"loại|bước|quy tắc|iso|tcvn|phường|nhóm|thông tư|nghị định|mẫu|biểu)( số)? \d+[\w./:-]*",
    r"\b(ngày |từ |đến )\d{1,2}(/\d{1,2})?(/\d{4})?",
    r"\b(95|99|99,8|100|0)[  ]?%",  # confidence levels and bounds
    r"±[  ]?\d(,\d+)?",
    r"\bA4\b|\bPDF/\w+-\d\w*|\b4\.0\b",
]


def source(cell: dict) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def faults_of(notebook: dict, section: bool) -> Iterator[str]:
    """Say which cell breaks which budget; cells are counted from 1, text cells included."""
    cells = notebook["cells"]
    code = [
        (number, source(cell), cell)
        for number, cell in enumerate(cells, 1)
        if cell["cell_type"] == "code"
    ]
    lines = [len([line for line in text.splitlines() if line.strip()]) for _, text, _ in code]
    if len(code) > CODE_CELLS:
        yield f"{len(code)} code cells; at most {CODE_CELLS}"
    if code and median(lines) > MEDIAN_LINES:
        yield f"a median of {median(lines):g} lines per code cell; at most {MEDIAN_LINES}"
    for (number, text, cell), length in zip(code, lines, strict=True):
        if length > MOST_LINES:
            yield f"cell {number}: {length} lines; at most {MOST_LINES}"
        if not length:
            yield f"cell {number}: empty"
        if cell.get("outputs") or cell.get("execution_count"):
            yield f"cell {number}: holds outputs; clear them before saving to git"
        yield from (f"cell {number}: {fault}" for fault in faults_of_code(text))
    ids = [cell.get("id") for cell in cells]
    for number, (id, cell) in enumerate(zip(ids, cells, strict=True), 1):
        if not id or ids.count(id) > 1:
            yield f"cell {number}: has no id of its own"
        if unknown := set(cell["metadata"].get("tags", ())) - READ_TAGS:
            # a misspelt `internal` would publish the cell
            yield f"cell {number}: nothing reads the tag {', '.join(unknown)!r}"
        if cell["cell_type"] == "markdown":
            for digits in typed_digits(source(cell)):
                yield f"cell {number}: '{digits}' is typed into the text; compute it in a code cell"
    if section:
        yield from faults_of_opening(cells)


def faults_of_code(text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield f"is not plain Python: {error.msg}"
        return
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() | ast.ClassDef():
                yield f"line {node.lineno}: defines a function or class; it belongs in lib/cchc"
            case ast.ExceptHandler(type=None):
                yield f"line {node.lineno}: bare except"
            case ast.ImportFrom(names=[ast.alias(name="*")]):
                yield f"line {node.lineno}: wildcard import"


def faults_of_opening(cells: list[dict]) -> Iterator[str]:
    kinds = [cell["cell_type"] for cell in cells[:4]]
    if len(cells) < 4 or kinds[:3] != ["markdown", "code", "code"]:
        yield "does not open with title, parameters, report and headline"
        return
    if not source(cells[0]).startswith("# "):
        yield "cell 1: does not begin with '# ' and the title"
    if "parameters" not in cells[1].get("metadata", {}).get("tags", []):
        yield "cell 2: is not tagged 'parameters'"
    found = {
        node.target.id: (node.annotation.id, ast.literal_eval(node.value))
        for node in ast.parse(source(cells[1])).body
        if isinstance(node, ast.AnnAssign)
    }
    # an empty quarter is the newest in data/: "Run all" works for whoever opens the notebook
    if found != PARAMETERS or source(cells[1]).count("#") != len(found):
        yield (
            f"cell 2: parameters must be those of every section, typed and commented: {PARAMETERS}"
        )
    if "report = read_report(quarter, data)" not in source(cells[2]):
        yield "cell 3: does not read the report by `report = read_report(quarter, data)`"


def typed_digits(text: str) -> list[str]:
    for pattern in ALLOWED_DIGITS:
        text = re.sub(pattern, " ", text)
    # the numbering of a list is no figure
    text = re.sub(r"(?m)^\s*\d+\.\s", " ", text)
    return re.findall(r"\d[\d.,/]*%?", text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_keeps_within_its_budgets(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert not list(faults_of(notebook, section=path.name[0].isdigit()))


def cell(kind: str, text: str, id: str, **more) -> dict:
    return {"cell_type": kind, "source": text, "id": id, "metadata": {}, **more}


def sound_notebook() -> dict:
    parameters = 'quarter: str = ""  # which\ndata: str = "../data"  # where'
    return {
        "cells": [
            cell(
                "markdown",
                "# Hồ sơ\nĐiều 5 Nghị định 09/2019/NĐ-CP, mục I.2.c, độ tin cậy 95 %",
                "a",
            ),
            cell("code", parameters, "b", metadata={"tags": ["parameters"]}),
            cell("code", "from cchc import read_report\nreport = read_report(quarter, data)", "c"),
            cell("code", "show(report)", "d"),
        ]
    }


def test_a_sound_notebook_has_no_fault():
    assert not list(faults_of(sound_notebook(), section=True))


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        (cell("code", "x = 1\n" * 16, "e"), "cell 5: 16 lines"),
        (cell("code", "def f():\n    pass", "e"), "cell 5: line 1: defines"),
        (cell("code", "f = lambda: 1", "e"), "cell 5: line 1: defines"),
        (cell("code", "class A:\n    pass", "e"), "cell 5: line 1: defines"),
        (cell("code", "try:\n    f()\nexcept:\n    pass", "e"), "cell 5: line 3: bare except"),
        (cell("code", "from cchc import *", "e"), "cell 5: line 1: wildcard"),
        (cell("code", "%matplotlib inline", "e"), "cell 5: is not plain Python"),
        (cell("code", " ", "e"), "cell 5: empty"),
        (cell("code", "1", "e", outputs=[{}]), "cell 5: holds outputs"),
        (cell("code", "1", "e", execution_count=3), "cell 5: holds outputs"),
        (cell("code", "1", "a"), "cell 5: has no id of its own"),
        (cell("code", "1", ""), "cell 5: has no id of its own"),
        (
            cell("code", "1", "e", metadata={"tags": ["Internal"]}),
            "cell 5: nothing reads the tag 'Internal'",
        ),
        (cell("markdown", "Có 10.379 hồ sơ", "e"), "cell 5: '10.379' is typed"),
        (cell("markdown", "đạt 97,01%", "e"), "cell 5: '97,01%' is typed"),
    ],
)
def test_a_cell_over_its_budget_is_named(extra, says):
    notebook = sound_notebook()
    notebook["cells"].append(extra)
    assert any(says in fault for fault in faults_of(notebook, section=True))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "Hồ sơ"),
        (1, 'quarter: str = "2023Q4"  # which'),
        (1, "quarter = ''"),
        (2, "report = read()"),
    ],
)
def test_an_opening_that_differs_is_named(number, text):
    notebook = sound_notebook()
    notebook["cells"][number]["source"] = text
    assert list(faults_of(notebook, section=True))


def test_too_many_or_too_long_cells_are_counted():
    notebook = sound_notebook()
    notebook["cells"] += [cell("code", "a\nb\nc\nd", f"x{number}") for number in range(20)]
    assert list(faults_of(notebook, section=True)) == [
        "23 code cells; at most 20",
        "a median of 4 lines per code cell; at most 3",
    ]


# no machine in a file

PLACES = re.compile(
    "|".join(
        ["/wo" + r"rk/", "/ho" + r"me/\w", "/Us" + r"ers/\w", "/ro" + r"ot/", r"[A-Z]:\\Us" + "ers"]
    )
)
TEXT = {
    ".py",
    ".md",
    ".csv",
    ".toml",
    ".yml",
    ".ipynb",
    ".lock",
    ".js",
    ".json",
    ".j2",
    ".typ",
    ".css",
    ".txt",
    "",
}


def project_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this is no git checkout: which files belong to the project is unknown")
    return [PROJECT / name for name in listed.stdout.split("\0") if name]


def test_no_file_names_a_place_on_a_machine():
    found = []
    for path in project_files():
        if path.suffix in TEXT and path.is_file():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if PLACES.search(line):
                    found.append(f"{path.relative_to(PROJECT)}, line {number}: {line.strip()[:80]}")
    assert not found


def test_what_a_saved_notebook_printed_stays_out_of_git(tmp_path):
    def git(*arguments: str) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    told = subprocess.run(
        ["make", "-n", "lab", f"BIN={Path(sys.executable).parent}", "READY="],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    keys = re.search(r'--extra-keys "([^"]+)"', told)[1]
    clean = Path(sys.executable).parent / "nbstripout"
    git("init", "-q")
    git("config", "filter.notebook.clean", f'"{clean}" --keep-id --extra-keys "{keys}"')
    (tmp_path / ".gitattributes").write_bytes((PROJECT / ".gitattributes").read_bytes())
    (tmp_path / "notebooks").mkdir()
    file = tmp_path / "notebooks" / "04-ho-so.ipynb"
    file.write_bytes((PROJECT / "notebooks" / "04-ho-so.ipynb").read_bytes())
    git("add", ".")
    git("commit", "-qm", "as it stands")
    notebook = json.loads(file.read_text(encoding="utf-8"))
    notebook["metadata"]["language_info"] |= {"version": "3.11.7", "file_extension": ".py"}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            printed = {"name": "stdout", "output_type": "stream", "text": ["printed\n"]}
            cell |= {"execution_count": 3, "outputs": [printed]}
    file.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert git("diff") == ""


def codes_in(notebook: dict, indicators: set[str], roles: set[str]) -> tuple[set[str], set[str]]:
    """The indicators and roles that the code cells of a notebook name."""
    named, units = set(), set()
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(ast.parse(source(cell))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                facts = re.findall(r"(\w+)\[(\w+)\]", node.value)
                words = [word for pair in facts for word in pair] or [node.value]
                named |= indicators & set(words)
                units |= roles & set(words)
    return named, units


def test_a_special_notebook_says_what_it_needs_of_the_catalogue():
    file = PROJECT / "data" / "catalog" / "indicators.csv"
    indicators = {row["indicator"] for row in csv.DictReader(file.open(encoding="utf-8"))}
    for path in NOTEBOOKS:
        if not path.name[:2].isdecimal():
            continue
        notebook = json.loads(path.read_text(encoding="utf-8"))
        needs = notebook["metadata"].get("cchc", {})
        told = set(needs.get("indicators", ())), set(needs.get("roles", ()))
        assert told == codes_in(notebook, indicators, set(ORG_ROLES)), path.name


# words of a format or of the language that are codes of the catalogue as well
EXAMPLES = {"huong-dan"}
ELSEWHERE = {
    "elements.py": {"area"},
    "options.py": {"I.2"},
    "catalog_columns.py": {"I.2"},
    "told.py": {"procedures"},
    "dividing.py": {"post"},
    "shares.py": {"post"},
}
NAMES_A_PLACE = re.compile(r"Vũng Tàu|\b[IVX]{1,4}\.\d")


def texts_of(path: Path) -> Iterator[str]:
    """The strings of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    opening = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [node.value] * (id(node) not in opening)


def words_of_the_catalogue() -> set[str]:
    """The codes of indicators and orgs, and kinds of orgs, that are no roles."""
    words = set()
    for file, columns in (("indicators.csv", ["indicator"]), ("orgs.csv", ["org", "kind"])):
        rows = csv.DictReader((PROJECT / "data" / "catalog" / file).open(encoding="utf-8"))
        words |= {row[column] for row in rows for column in columns}
    return words - set(ORG_ROLES)


def named_in(texts: Iterator[str], words: set[str]) -> set[str]:
    """The codes, section numbers and place names among texts."""
    found = set()
    for text in texts:
        facts = re.findall(r"(\w+)\[(\w+)\]", text)
        found |= words & {text, *(word for pair in facts for word in pair)}
        found |= set(NAMES_A_PLACE.findall(text))
    return found


def test_general_code_names_no_code_section_or_place_of_one_report():
    words = words_of_the_catalogue()
    assert named_in(iter(["staff[city]", "mục I.2"]), words) == {"staff", "city", "I.2"}
    found = {}
    for path in sorted((PROJECT / "lib").rglob("*.py")):
        # a kind of org that a catalogue without roles may have, and what an example shows
        if path.name in EXAMPLES:
            continue
        left = named_in(texts_of(path), words) - ELSEWHERE.get(path.name, set())
        if left:
            found[path.name] = left
    assert not found


def test_the_general_notebook_names_nothing_of_one_report():
    notebook = json.loads((PROJECT / "notebooks" / "phan-chung.ipynb").read_text(encoding="utf-8"))
    texts = [source(cell) for cell in notebook["cells"]]
    texts += re.findall(r'"([^"\n]*)"', "\n".join(texts))
    assert not named_in(iter(texts), words_of_the_catalogue())


def test_notebooks_name_no_section_and_no_place_of_one_report():
    for path in NOTEBOOKS:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        told = "\n".join(source(cell) for cell in notebook["cells"])
        assert path.stem in EXAMPLES or not NAMES_A_PLACE.findall(told), path.name
