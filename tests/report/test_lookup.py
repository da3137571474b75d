"""Lookups: by id, by what carries an id, with completion, and with what is near an id that does not
exist.
"""

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from cchc.errors import UnknownIdError
from cchc.report.lookup import Lookup

IDS = ("I.1:received:desk", "I.1:resolved:desk", "I.2:revenue:city")


@pytest.fixture
def lookup():
    return Lookup("a figure of 2030Q1", IDS, str.upper)


def test_an_id_is_answered_in_brackets_and_in_parentheses(lookup):
    assert lookup["I.2:revenue:city"] == lookup("I.2:revenue:city") == "I.2:REVENUE:CITY"
    assert (tuple(lookup), len(lookup)) == (IDS, 3)


def test_an_unknown_id_is_told_with_those_near_it(lookup):
    with pytest.raises(UnknownIdError) as refusal:
        lookup["I.1:recieved:desk"]
    assert str(refusal.value).startswith(
        "'I.1:recieved:desk' is not a figure of 2030Q1; near it: I.1:received:desk"
    )


def test_an_id_that_is_near_none_is_told_with_the_way_to_list_them(lookup):
    with pytest.raises(KeyError, match="3 ids exist; Tab inside"):
        lookup("?")


def test_what_carries_an_id_may_be_passed(lookup):
    assert Lookup("a", IDS, str, lambda value: value[0])(["I.2:revenue:city"]) == "I.2:revenue:city"


@pytest.mark.parametrize("name", ["trace", "explain"])
def test_a_notebook_completes_ids_of_a_report(sound, name, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,800")
    report = sound.read()
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    shell.user_ns["report"] = report
    ids = list(getattr(report, name))
    line = f'report.{name}["{ids[0][:4]}'
    with provisionalcompleter():
        offered = list(shell.Completer.completions(line, len(line)))
    assert {line[: c.start] + c.text for c in offered} >= {f'report.{name}["{ids[0]}'}
