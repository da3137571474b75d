"""Codes that a mistyped one is near to: by their letters, and by the names they stand for."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from unicodedata import combining, normalize

_SHORTEST = 4  # letters of a text that is looked for within names
_MOST = 3


def list_near(text: str, codes: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """List the codes nearest to a text; `names` are what people may write instead, by code, several
    with semicolons between. Marks, capitals and _ make no difference.

    A text that is a name, or words of one, comes before one that merely looks like it.
    """
    wanted, code_of = _plain(text), {}
    for code in codes:
        for spelling in (code, *names.get(code, "").split(";")):
            code_of.setdefault(_plain(spelling), code)
    found = [wanted] if wanted in code_of else []
    if len(wanted) >= _SHORTEST:
        holding = (told for told in code_of if f" {wanted} " in f" {told} ")
        found += sorted(holding, key=lambda told: (len(told), told))
    words = set(wanted.split())
    if len(words) > 1:  # the words of a name in another order, or some of them
        alike = (told for told in code_of if words <= set(told.split()))
        found += sorted(alike, key=lambda told: (len(told), told))
    found += get_close_matches(wanted, code_of, n=_MOST)
    return list(dict.fromkeys(code_of[told] for told in found))[:_MOST]


def _plain(text: str) -> str:
    letters = normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(letter for letter in letters if not combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())
