"""Say what was found to whoever wrote the report, in plain Vietnamese."""

from collections.abc import Sequence

from cchc.checks.cause_names import CAUSES

from .proofing import Proof, place_of
from .relations import Relation
from .suspect_numbers import SuspectNumber

MOST_SUSPECTS = 5  # of one contradiction; how many more there are is said
KINDS = {
    "share": "tỷ lệ",
    "sum": "tổng",
    "part": "phần trong tổng",
    "repeat": "cùng một số liệu",
    "difference": "mức tăng, giảm",
    "bound": "mức hơn, kém",
    "other": "khác",
}
VERDICT_NAMES = {
    "agrees": "khớp",
    "corrected": "khớp với số đã sửa",
    "derived": "suy ra được",
    "contradicts": "mâu thuẫn",
    "unknown": "chưa có gì để đối chiếu",
    "doubtful": "chưa chắc",
    "none": "không phải số liệu",
}
CLASS_NAMES = {
    "figure": "số liệu",
    "citation": "số hiệu văn bản",
    "date": "ngày tháng",
    "numbering": "số thứ tự",
    "name": "số trong tên gọi",
    "unit": "số trong đơn vị đo",
}


def say_suspect(proof: Proof, suspect: SuspectNumber) -> str:
    """Say what a number may have to be: "9.852 có lẽ là 9.896 (chép nhầm từ số bên cạnh)"."""
    number = next(n for n in proof.reading.numbers if n.id == suspect.number)
    cause = CAUSES.get(suspect.cause, "")
    because = f" ({cause})" if cause else ""
    if not suspect.suggested:
        return f"{number.text} ({place_of(proof, number)}) cần xem lại"
    word = "phải trong khoảng" if suspect.suggested.startswith("từ ") else "có lẽ là"
    said = suspect.suggested.removeprefix("từ ")
    return f"{number.text} ({place_of(proof, number)}) {word} {said}{because}"


def say_contradiction(
    proof: Proof, relation: Relation, suspects: Sequence[SuspectNumber]
) -> list[str]:
    """Say what does not fit, the arithmetic, and what is likely wrong: a line each."""
    lines = [f"Không khớp ({KINDS[relation.kind]}): {relation.says}."]
    sure = [s for s in suspects if s.certain] or list(suspects)
    if len(sure) == 1:
        lines.append(f"Khả năng cao: {say_suspect(proof, sure[0])}.")
    elif sure:
        lines.append("Một trong các số sau cần sửa:")
        lines += [f"– {say_suspect(proof, s)};" for s in sure[:MOST_SUSPECTS]]
        if len(sure) > MOST_SUSPECTS:
            lines.append(f"– … và {len(sure) - MOST_SUSPECTS} số khác;")
    return lines
