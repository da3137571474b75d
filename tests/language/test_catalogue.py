import ast
import json
import re
from pathlib import Path
from typing import get_args

import pytest
import typer

from cchc.checks.findings import Severity
from cchc.cli import make_app
from cchc.errors import RequestError
from cchc.help.doctor import APART, HERE
from cchc.help.needs import State
from cchc.language import choose_language, read_catalogue, say, tell
from cchc.model.numbers import FigureError, parse_printed
from cchc.model.schemas import decisions_schema
from errloc.linear import RuleError
from errloc.rules import parse_rule

LIBRARY = Path(__file__).parents[2] / "lib" / "cchc"
NAMES = re.compile(r"\{(\w+)[^}]*\}")


def messages() -> dict[str, str]:
    """Every message of the library by its text, with the place that says it."""
    found = {}
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                place = f"{path.relative_to(LIBRARY)}, line {node.lineno}"
                assert isinstance(node.args[0], ast.Constant), f"{place}: the message is no literal"
                given = {keyword.arg for keyword in node.keywords}
                assert set(NAMES.findall(node.args[0].value)) == given, f"{place}: other names"
                found[node.args[0].value] = place
    return found


def helps() -> dict[str, str]:
    """Every text of the command line's help pages, with its command."""
    found = {}
    for name, command in typer.main.get_command(make_app()).commands.items():
        texts = [command.help, *(p.help for p in command.params)]
        texts += [p.metavar for p in command.params if p.metavar]
        found |= dict.fromkeys(texts, f"help of {name}")
    return found


def words() -> dict[str, str]:
    """Every word of the data that commands print."""
    found = [*get_args(Severity), *get_args(State), *HERE, *APART]
    kinds = decisions_schema("cchc check 2030Q1").columns["decision"].checks[0].says
    found += kinds.partition("one of: ")[2].split(", ")
    return dict.fromkeys(found, "words of the data")


def refusals() -> dict[str, str]:
    """Every reason for which the engine refuses, with its place: they are told through `tell`."""
    found = {}
    for path in (LIBRARY.parent / "errloc").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = isinstance(node, ast.Call) and getattr(
                node.func, "id", getattr(node.func, "attr", "")
            )
            if name not in ("RuleError", "FigureError", "_refuse"):
                continue
            reason = node.args[1 if name == "RuleError" else 0]
            chosen = [reason.body, reason.orelse] if isinstance(reason, ast.IfExp) else [reason]
            for text in chosen:
                if isinstance(text, ast.Constant):
                    found[text.value] = f"errloc/{path.name}, line {node.lineno}"
    return found


def test_what_the_engine_refuses_is_told_in_vietnamese(monkeypatch):
    monkeypatch.setenv("CCHC_LANG", "vi")
    with pytest.raises(RuleError) as error:
        parse_rule("a + b = c")
    assert tell(error.value) == (
        "biểu thức 'a + b = c': đang viết dấu '='; so sánh bằng phải viết hai dấu bằng liền nhau (==), các dấu khác là <=, >=, <, >"
    )
    assert str(error.value).startswith("rule 'a + b = c': compares with '='; ")
    with pytest.raises(FigureError, match=r"^'9\.85\.2' không phải là số; "):
        parse_printed("9.85.2", "hồ sơ")


def test_every_message_has_its_vietnamese_and_every_entry_its_message():
    said, told = messages() | helps() | refusals() | words(), read_catalogue()
    assert not {text: place for text, place in said.items() if text not in told}
    assert not set(told) - set(said)


def test_a_translation_fills_in_the_same_names():
    for english, vietnamese in read_catalogue().items():
        assert set(NAMES.findall(english)) == set(NAMES.findall(vietnamese)), english


def test_a_message_stands_in_one_file_of_the_catalogue():
    files = [json.loads(p.read_text(encoding="utf-8")) for p in LIBRARY.glob("language/vi/*.json")]
    assert sum(map(len, files)) == len(read_catalogue())


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"LANG": "vi_VN.UTF-8"}, "ghi --lang vi"),
        ({"LANG": "C"}, "ghi --lang vi"),
        ({}, "ghi --lang vi"),
        ({"LANG": "en_US.UTF-8"}, "write --lang vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "en_GB"}, "write --lang vi"),
        ({"LANG": "en_US.UTF-8", "CCHC_LANG": "vi"}, "ghi --lang vi"),
    ],
)
def test_the_language_follows_the_wish_and_then_the_locale(monkeypatch, environment, says):
    for name in ("CCHC_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert says in say("--lang {given}: write --lang vi or --lang en", given="fr")


@pytest.mark.parametrize("arguments", [["--lang", "en", "check"], ["check", "--lang=en"]])
def test_a_language_asked_for_anywhere_on_the_command_line_counts(monkeypatch, arguments):
    monkeypatch.setenv("CCHC_LANG", "vi")
    assert choose_language(arguments) == ["check"]
    assert say("--lang {given}: write --lang vi or --lang en", given="").startswith(
        "--lang : write"
    )


def test_a_language_that_there_is_not_is_refused(monkeypatch):
    monkeypatch.setenv("CCHC_LANG", "en")
    for arguments in (["--lang", "fr"], ["--lang"], ["--lang="]):
        with pytest.raises(RequestError, match="write --lang vi"):
            choose_language(arguments)


def test_no_message_spells_a_command_by_hand():
    """A command to type is made in one place, which adds the folder of the data: `to_type`."""
    commands = {
        command.name or command.callback.__name__ for command in make_app().registered_commands
    }
    spelled = re.compile(rf"\bcchc ({'|'.join(sorted(commands))})\b")
    assert [text for text in messages() if spelled.search(text)] == []
