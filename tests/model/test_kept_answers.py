import os
import pickle
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import PurePosixPath

import pandas as pd
import pytest

from cchc.language.catalogue import read_catalogue
from cchc.model.digests import digest
from cchc.model.kept_answers import UnreadableAnswer, read_answer, write_answer
from cchc.model.quarter import Quarter
from errloc.answers import Component, Range


class Runs:
    def __reduce__(self):
        return os.getcwd, ()


@pytest.mark.parametrize(
    "answer",
    [
        [Decimal("1.50"), Fraction(1, 3), None, "ấ", frozenset({1})],
        pd.DataFrame({"a": ["b", None], "n": [1, 2]}, index=["x", "y"]),
        pd.DataFrame({"a": pd.array(["b", "c"], dtype="string"), "n": [1.5, None]}),
        Quarter.parse("2024Q1"),
        Component("localised", ("a",), repairs={"a": Range(None, Fraction(1, 2))}),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_an_answer_is_read_back_as_it_was(answer):
    again = read_answer(write_answer(answer))
    assert type(again) is type(answer)
    assert digest(again) == digest(answer)


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(Runs()),
        pickle.dumps(os.system),
        pickle.dumps(partial(len, "a")),
        pickle.dumps(read_catalogue),
        pickle.dumps(PurePosixPath("a")),
        b"cos\nsystem\n(S'true'\ntR.",
        b"",
        b"no pickle",
        write_answer([1, 2, 3])[:-4],
    ],
)
def test_nothing_else_is_read(content):
    with pytest.raises(UnreadableAnswer):
        read_answer(content)
