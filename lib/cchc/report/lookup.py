"""Look up by id, with tab completion, and name what is near an id that does not exist."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, TypeVar

from cchc.errors import UnknownIdError
from cchc.language import say

Found = TypeVar("Found")


@dataclass(frozen=True, repr=False)
class Lookup(Generic[Found]):
    """Answers by id: `lookup("bt-bdb4a597")`, or `lookup["bt-bdb4a597"]`, where Tab completes the
    id in a notebook.

    `what` says what an id names, such as 'a finding of 2024Q1'; `id_of` takes the id of what is
    passed instead of one. Raises UnknownIdError for an id that is not in `ids`.
    """

    what: str
    ids: tuple[str, ...]
    answer: Callable[[str], Found]
    id_of: Callable[[object], str] = str

    def __call__(self, id: object) -> Found:
        wanted = self.id_of(id)
        if wanted not in self.ids:
            near = get_close_matches(wanted, self.ids, n=3)
            if near:
                advice = say("near it: {ids}", ids=", ".join(near))
            else:
                advice = say('{count} ids exist; Tab inside ["…"] lists them', count=len(self.ids))
            told = say(
                "{id} is not {what}; {advice}", id=repr(wanted), what=self.what, advice=advice
            )
            raise UnknownIdError(told)
        return self.answer(wanted)

    __getitem__ = __call__

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        return (
            f"<{len(self.ids)} ids, each {self.what}:"
            f" {', '.join(self.ids[:3])}{', …' * (len(self.ids) > 3)}>"
        )

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.ids)
