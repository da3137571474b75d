"""What a sum that does not add up may mean, beside a wrong number: a list that is not complete, a
part that holds the others.
"""

from collections.abc import Mapping
from decimal import Decimal

from cchc.model.catalog import Catalog
from cchc.model.numbers import format_number
from errloc.rules import Linear

from .wording import name_fact

# a list of so many parts may well have lost one
SHORTEST_LIST = 3


def hint_sum(catalog: Catalog, rule: Linear, values: Mapping[str, Decimal], home: str) -> str:
    """Say what else may be the matter with a whole and its parts; '' where nothing stands out."""
    whole = next((str(n) for n, f in rule.coefficients.items() if f > 0), "")
    parts = [str(n) for n, f in rule.coefficients.items() if f < 0]
    if any(name not in values or values[name] is None for name in (whole, *parts)):
        return ""
    shared, rest = find_shared_total(rule, values)
    total, known = values[whole], {name: values[name] for name in parts}
    added = sum(known.values())
    if shared:
        return (
            f" Có thể {format_number(total)} của “{name_fact(catalog, shared, home)}” là số"
            f" chung, đã tính cả {format_number(total - rest)}; khi đó số này là"
            f" {format_number(rest)}."
        )
    if total in known.values():
        return ""
    # a gap below every part is a slip rather than a part that was left out
    if total - added >= min(known.values()) > 0 and len(parts) >= SHORTEST_LIST:
        lacking = format_number(total - added)
        return f" Cũng có thể các thành phần chưa được nêu đủ: còn thiếu {lacking}."
    return ""


def find_shared_total(rule: Linear, values: Mapping[str, Decimal]) -> tuple[str, Decimal]:
    """Find the part that is printed as its whole is, while other parts are counted beside it: it
    and what would be left of it; ('', 0) where there is none.
    """
    whole = next((str(n) for n, f in rule.coefficients.items() if f > 0), "")
    parts = [str(n) for n, f in rule.coefficients.items() if f < 0]
    if any(values.get(name) is None for name in (whole, *parts)):
        return "", Decimal(0)
    total = values[whole]
    same = [name for name in parts if values[name] == total]
    others = sum(values[name] for name in parts) - total
    if len(same) == 1 and 0 < others < total:
        return same[0], total - others
    return "", Decimal(0)
