"""The structure of the library: which way imports go, one name for one thing, one sentence a room."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

LIBRARY = Path(__file__).parents[1] / "lib"
# from the ground up: a room uses those of its own floor's left and of the floors below
FLOORS = (
    ("errloc",),
    ("cchc.errors",),
    ("cchc.language",),
    ("cchc.model", "cchc.stats"),
    ("cchc.objects",),
    ("cchc.checks",),
    ("cchc.report",),
    ("cchc.show",),
    ("cchc.pages",),
    ("cchc.explore", "cchc.intake", "cchc.reading", "cchc.editing"),
    ("cchc.run",),
    ("cchc.annex",),
    ("cchc.publish",),
    ("cchc.preview",),
    ("cchc.help",),
    ("cchc.cli",),
)
# what a notebook imports, and the start of the command line: doors, not rooms
DOORS = {"cchc", "cchc.__main__"}


class Modules(Mapping[str, ast.Module]):
    """The modules of the library by name, each parsed when it is first looked into."""

    def __init__(self) -> None:
        names = {path: path.relative_to(LIBRARY).with_suffix("") for path in LIBRARY.rglob("*.py")}
        self.paths = {
            ".".join(name.parts).removesuffix(".__init__"): path
            for path, name in sorted(names.items())
        }
        self.parsed: dict[str, ast.Module] = {}

    def __getitem__(self, name: str) -> ast.Module:
        if name not in self.parsed:
            self.parsed[name] = ast.parse(self.paths[name].read_text(encoding="utf-8"))
        return self.parsed[name]

    def __contains__(self, name: object) -> bool:
        return name in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


MODULES = Modules()


def imports(name: str, at_start: bool = False) -> Iterator[str]:
    """The modules of the library that one imports; `at_start`: only what is imported with it."""
    body = MODULES[name].body if at_start else _walk(MODULES[name])
    is_package = (LIBRARY / name.replace(".", "/")).is_dir()
    here = name.split(".") if is_package else name.split(".")[:-1]
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inside = f"{base}.{alias.name}"
                target = inside if inside in MODULES else base
                if target in MODULES:
                    yield target


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those that only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _walk(node)


def floor_of(name: str) -> int:
    for height, rooms in enumerate(FLOORS):
        if any(name == room or name.startswith(f"{room}.") for room in rooms):
            return height
    raise AssertionError(f"{name} has no floor; give its package one in this test")


def test_imports_go_one_way():
    upwards = [
        f"{name} imports {other}"
        for name in MODULES.keys() - DOORS
        for other in set(imports(name)) - DOORS
        if floor_of(other) > floor_of(name)
    ]
    assert not upwards


def test_no_circle_of_imports():
    waiting = {name: set(imports(name, at_start=True)) - {name} for name in MODULES}
    while ready := [name for name, needs in waiting.items() if not needs & set(waiting)]:
        for name in ready:
            del waiting[name]
    assert not waiting


def test_the_engine_stands_alone():
    for name in MODULES:
        if name.startswith("errloc"):
            assert not [other for other in imports(name) if other.startswith("cchc")], name


def test_the_notebook_format_is_imported_lean():
    """Whoever imports it first imports it for all, and whole it takes longer than the library."""
    whole = [
        name
        for name in MODULES
        for node in ast.walk(MODULES[name])
        if "nbformat" in imported(node) and name != "cchc.run.lean_nbformat"
    ]
    assert not whole


def imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    plain = isinstance(node, ast.ImportFrom) and node.module and not node.level
    return {node.module.partition(".")[0]} if plain else set()


def test_no_file_is_named_like_another():
    names = Counter(path.name for path in LIBRARY.rglob("*.py") if path.name[:2] != "__")
    packages = Counter(path.name for path in LIBRARY.rglob("*") if (path / "__init__.py").exists())
    taken = names + Counter({f"{name}.py": count for name, count in packages.items()})
    assert not {name: count for name, count in taken.items() if count > 1}


def defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


@cache
def names_in(module: str) -> set[str]:
    """What a module of the library defines, or has imported."""
    tree = MODULES[module]
    brought = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return brought | set(defined(tree))


def holds(module: str, name: str) -> bool:
    """Tell whether a module of the library has a name, or is a package with such a module."""
    if f"{module}.{name}" in MODULES:
        return True
    known = names_in(module)
    return name in known or ("__getattr__" in known and hasattr(import_module(module), name))


def test_what_is_imported_is_there():
    """Also what is imported within a function, which nobody meets before it is called."""
    lacking = []
    for path in [*LIBRARY.rglob("*.py"), *Path(__file__).parent.rglob("*.py")]:
        above = path.relative_to(LIBRARY).parent.parts if path.is_relative_to(LIBRARY) else ()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom):
                continue
            here = above[: len(above) - node.level + 1] if node.level else ()
            module = ".".join([*here, *filter(None, [node.module])])
            if module in MODULES:
                lacking += [
                    f"{path.name}:{node.lineno}: {module} has no {alias.name}"
                    for alias in node.names
                    if not holds(module, alias.name)
                ]
    assert not lacking


def test_no_public_name_means_two_things():
    places = defaultdict(list)
    for name, tree in MODULES.items():
        for word in set(defined(tree)):
            if not word.startswith("_") and word != "main":
                places[word].append(name)
    assert not {word: found for word, found in places.items() if len(found) > 1}


def test_every_package_opens_with_the_sentence_that_says_what_it_is_for():
    for path in LIBRARY.rglob("__init__.py"):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = said.split("\n\n")[0]
        assert first.endswith("."), f"{path.relative_to(LIBRARY)}: {first!r} is no sentence"
        assert len(first) > 20, path.relative_to(LIBRARY)
