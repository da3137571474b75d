"""What was worked out once is not worked out again of the same: where a few numbers change, the
groups of figures and the rules without them keep their answers.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Worked:
    """Answers by a name, each with all that it was made of.

    The first answer of a name stays, so that trials of other numbers, one after the other, all meet
    what the printed ones gave.
    """

    made: dict[Hashable, tuple[Any, Any]] = field(default_factory=dict)

    def of(self, name: Hashable, ingredients: Any, make: Callable[[], Any]) -> Any:
        """Give the answer of this name as `make` gives it of the ingredients, which tell all that
        it rests on; made only where the first one was of others.
        """
        before = self.made.get(name)
        if before is not None and before[0] == ingredients:
            return before[1]
        made = make()
        self.made.setdefault(name, (ingredients, made))
        return made
