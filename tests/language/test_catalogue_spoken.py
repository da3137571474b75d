"""Messages are said through `say`: no English sentence is handed to whoever runs a command."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc.language import translate

LIBRARY = Path(__file__).parents[2] / "lib" / "cchc"
# calls whose texts people read, by the name that is called; every exception is one too
TOLD = ("print", "stop", "Problem", "Check", "fail")
SAID = ("say", "translate")


def told_in_english(source: str) -> Iterator[str]:
    """Find the sentences that reach people without passing through `say`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in TOLD or name.endswith("Error"):
            for given in [*node.args, *(keyword.value for keyword in node.keywords)]:
                for text in texts_of(given):
                    if is_sentence(text):
                        yield f"line {node.lineno}: {name}: {text}"


def texts_of(node: ast.AST) -> Iterator[str]:
    """Give the texts of an expression, an f-string as one, without those that `say` is given."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAID:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        fixed = [part.value for part in node.values if isinstance(part, ast.Constant)]
        yield " ".join(fixed)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from texts_of(part.value)
    else:
        for below in ast.iter_child_nodes(node):
            yield from texts_of(below)


def is_sentence(text: str) -> bool:
    """Tell whether a text is words of English: two or more of plain small letters."""
    words = [word.strip(".,;:!?()'\"") for word in text.split()]
    return text.isascii() and sum(word.isalpha() and word.islower() for word in words) > 1


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('print("no such file")', True),
        ('raise InputError([Problem(file, f"{name} is missing")])', True),
        ('raise TableError("bad" if odd else f"{x} has no name")', True),
        ('raise TableError(say("{x} has no name", x=x))', False),
        ("print(f'{file}: {say(\"no such file\")}')", False),
        ('print("-", file)', False),
        ('print("Báo cáo quý")', False),
        ('call("no such file")', False),
    ],
)
def test_a_sentence_outside_say_is_found(source, found):
    assert bool(list(told_in_english(source))) == found


# what people do not read: faults that the program catches or that Python's own rules word, and a name
OF_THE_PROGRAM = (
    "module   has no attribute ",
    " is not indicator[org]",
    "aliases are not allowed",
    "no warm process",
    "the warm process made no kernel",
    "temporary files",
    "shared memory",
)


@pytest.mark.parametrize(
    "module", sorted(path.relative_to(LIBRARY).as_posix() for path in LIBRARY.rglob("*.py"))
)
def test_no_message_goes_around_the_catalogue(module):
    found = list(told_in_english((LIBRARY / module).read_text(encoding="utf-8")))
    assert not [told for told in found if not told.endswith(OF_THE_PROGRAM)]


def test_severities_and_decisions_are_said_in_vietnamese(monkeypatch):
    monkeypatch.setenv("CCHC_LANG", "vi")
    assert [translate(word) for word in ("error", "info", "explained")] == [
        "lỗi",
        "lưu ý",
        "đã giải thích",
    ]
