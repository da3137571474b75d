"""Draw a document as one page with every number marked by its verdict, contradictions first.

The page stands alone: no script, no request. A mark beside the number tells the verdict, so that
colour is never needed.
"""

from html import escape

from .drawn_text import draw_passages
from .numerals import ReadNumber
from .page_style import PAGE_STYLE
from .proofing import VERDICTS, Proof, place_of
from .saying import CLASS_NAMES, KINDS, VERDICT_NAMES, say_suspect

_MARKS = {
    "agrees": "✓",
    "corrected": "✎",
    "derived": "=",
    "contradicts": "✗",
    "unknown": "?",
    "doubtful": "~",
    "none": "",
}


def draw_page(proof: Proof) -> str:
    """Return the page of a proof, the same for the same document."""
    return _Page(proof).draw()


class _Page:
    def __init__(self, proof: Proof):
        self.proof = proof
        self.told: dict[str, int] = {}
        for count, (relation, _) in enumerate(proof.contradictions, 1):
            for number in relation.numbers:
                self.told.setdefault(number.id, count)

    def draw(self) -> str:
        name = escape(self.proof.document.name)
        parts = [
            '<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>Soát số liệu: {name}</title>\n<style>{PAGE_STYLE}</style>\n</head>\n<body>\n"
            '<a class="skip" href="#van-ban">Đến văn bản</a>\n<main>\n'
            f"<h1>Soát số liệu: {name}</h1>\n"
        ]
        parts += [self._summary(), self._contradictions(), self._text(), self._relations()]
        parts.append("</main>\n</body>\n</html>\n")
        return "".join(parts)

    def _summary(self) -> str:
        wrong = len(self.proof.contradictions)
        digits = [n for n in self.proof.numbers if not n.spelled]
        figures = sum(n.kind == "figure" for n in digits)
        holding = sum(r.holds for r in self.proof.relations)
        lead = f"Có {wrong} chỗ không khớp." if wrong else "Không thấy chỗ nào không khớp."
        lines = [
            f"<p><strong>{lead}</strong> Đã đọc {len(digits)} số, trong đó {figures} số liệu; "
            f"{holding} quan hệ giữa các số liệu đã đối chiếu và khớp.</p>\n",
            '<dl class="legend">\n',
        ]
        for verdict in VERDICTS[:-1]:
            count = sum(self.proof.judgements[n.id].verdict == verdict for n in self.proof.numbers)
            if count:
                mark = f'<span class="n {verdict}">123<sup>{_MARKS[verdict]}</sup></span>'
                lines.append(f"<dt>{mark}</dt><dd>{VERDICT_NAMES[verdict]}: {count} số</dd>\n")
        return "".join([*lines, "</dl>\n"])

    def _contradictions(self) -> str:
        lines = ['<h2 id="khong-khop">Những chỗ không khớp</h2>\n']
        if not self.proof.contradictions and not self._against():
            return "".join([*lines, "<p>Không có.</p>\n"])
        lines.append('<ol class="found">\n')
        for count, (relation, suspects) in enumerate(self.proof.contradictions, 1):
            links = ", ".join(self._link(n) for n in relation.numbers[:12])
            more = " …" if len(relation.numbers) > 12 else ""
            lines.append(
                f'<li id="c{count}"><strong>{KINDS[relation.kind].capitalize()}:</strong> '
                f"{escape(relation.says)}.<br>Các số: {links}{more}; "
                f"{escape(place_of(self.proof, relation.anchor))}."
            )
            if suspects:
                told = "".join(
                    f"<li>{escape(say_suspect(self.proof, s))}"
                    f"{' – sửa số này thì hết các chỗ liên quan' if s.certain else ''}</li>"
                    for s in suspects[:6]
                )
                lines.append(f"<ul>{told}</ul>")
            lines.append("</li>\n")
        for number in self._against():
            said = escape(self.proof.judgements[number.id].says)
            lines.append(f'<li id="q{number.id}">{self._link(number)}: {said}.</li>\n')
        return "".join([*lines, "</ol>\n"])

    def _against(self) -> list[ReadNumber]:
        """Return the numbers that contradict the quarter and no other number."""
        judged = self.proof.judgements
        return [
            n
            for n in self.proof.numbers
            if judged[n.id].verdict == "contradicts" and n.id not in self.told
        ]

    def _link(self, number: ReadNumber) -> str:
        return f'<a href="#{number.id}">{escape(number.text)}</a>'

    def _text(self) -> str:
        drawn = draw_passages(self.proof.reading.passages, self.proof.numbers, self._mark)
        return f'<h2 id="van-ban">Văn bản</h2>\n{drawn}'

    def _mark(self, number: ReadNumber, said: str) -> str:
        judged = self.proof.judgements[number.id]
        name = VERDICT_NAMES[judged.verdict]
        if judged.verdict == "none":
            title = CLASS_NAMES[number.kind]
            return f'<span id="{number.id}" class="n none" title="{title}">{said}</span>'
        mark = f"<sup>{_MARKS[judged.verdict]}</sup>"
        more = f": {judged.figure}" if judged.figure else ""
        title = escape(name + more, quote=True)
        if judged.verdict == "contradicts":
            target = f"c{self.told[number.id]}" if number.id in self.told else f"q{number.id}"
            said = (
                f'<a href="#{target}" aria-label="{escape(number.text, True)}, {title}">{said}</a>'
            )
        return (
            f'<span id="{number.id}" class="n {judged.verdict}" title="{title}">{said}{mark}</span>'
        )

    def _relations(self) -> str:
        holding = [r for r in self.proof.relations if r.holds]
        if not holding:
            return ""
        lines = [
            f'<details><summary id="da-khop">Các quan hệ đã đối chiếu và khớp ({len(holding)})'
            "</summary>\n<ul>\n"
        ]
        for relation in holding:
            lines.append(
                f"<li>{KINDS[relation.kind].capitalize()}: {escape(relation.says)} – "
                f"{self._link(relation.anchor)}, "
                f"{escape(place_of(self.proof, relation.anchor))}</li>\n"
            )
        return "".join([*lines, "</ul></details>\n"])
