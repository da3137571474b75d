"""Dossiers: how a rate changes when an org is left out."""

import pandas as pd

from cchc.objects.prose import Prose, prose


def say_change(rates: pd.DataFrame, whole: str, without: str, measure: str) -> Prose:
    """Say how a rate changes when a part is left out: two rows of `recompute` named by their org
    codes.
    """
    by_org = rates.set_index("org")
    if whole not in by_org.index or without not in by_org.index:
        return Prose(f"Không có số liệu để so sánh {measure}.")
    before, after = by_org.loc[whole], by_org.loc[without]
    return prose(
        f"{measure[:1].upper()}{measure[1:]} của thành phố là {{before:1%}} khi tính chung và"
        " {after:1%} khi tách riêng ({left:0} trên {of:0} hồ sơ), chênh {gap:1} điểm phần"
        " trăm.",
        before=before["rate"],
        after=after["rate"],
        left=int(after["numerator"]),
        of=int(after["denominator"]),
        gap=float(after["rate"] - before["rate"]),
    )
