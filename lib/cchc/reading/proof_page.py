"""Draw a document as one page with every number marked by its verdict, contradictions first.

The page stands alone: no script, no request. A mark beside the number tells the verdict, so that
colour is never needed.
"""

from html import escape

from .numerals import ReadNumber
from .passages import Passage
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
_STYLE = """
:root{--ink:#1b1b1b;--paper:#fff;--line:#767676;--soft:#f4f4f4;--bad:#a3180f;--good:#0b5d3b;
--odd:#5a4300;--link:#0b4a8f}
@media(prefers-color-scheme:dark){:root{--ink:#eee;--paper:#161616;--line:#8e8e8e;--soft:#242424;
--bad:#ff9a8f;--good:#84dcae;--odd:#f2cf73;--link:#9cc8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;color:var(--ink);background:var(--paper);
font:1rem/1.6 "Times New Roman",Tinos,serif;overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
h1{font-size:1.5rem}h2{font-size:1.25rem;margin-top:2rem}
.skip{position:absolute;left:-999rem}.skip:focus{position:static}
.n{white-space:nowrap}
.n sup{font-size:.7em;line-height:1}
.contradicts,.contradicts a{color:var(--bad);font-weight:bold;text-decoration:underline wavy}
.agrees,.derived,.corrected{color:var(--good);text-decoration:underline}
.unknown,.doubtful{color:var(--odd);text-decoration:underline dotted}
.found li{margin:.6rem 0;padding:.5rem .75rem;border:1px solid var(--line);border-left:.4rem solid
var(--bad)}
.found ul{margin:.25rem 0}.found ul li{border:0;margin:0;padding:0}
.title{font-weight:bold;margin-top:1.2rem}
.note{font-size:.9rem;border-top:1px solid var(--line);padding-top:.25rem}
.item{padding-left:1.5rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.75rem 0}
td,th{border:1px solid var(--line);padding:.2rem .5rem;text-align:left;vertical-align:top;
overflow-wrap:normal}
caption{text-align:left;font-style:italic}
.legend dt{float:left;clear:left;width:9rem}.legend dd{margin-left:9rem}
:target{background:var(--soft);outline:2px solid var(--line)}
@media print{body{max-width:none}a{color:inherit}}
"""


def draw_page(proof: Proof) -> str:
    """Return the page of a proof, the same for the same document."""
    return _Page(proof).draw()


class _Page:
    def __init__(self, proof: Proof):
        self.proof = proof
        self.numbers: dict[int, list[ReadNumber]] = {}
        for number in proof.numbers:
            self.numbers.setdefault(number.passage, []).append(number)
        self.told: dict[str, int] = {}
        for count, (relation, _) in enumerate(proof.contradictions, 1):
            for number in relation.numbers:
                self.told.setdefault(number.id, count)

    def draw(self) -> str:
        name = escape(self.proof.document.name)
        parts = [
            '<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>Soát số liệu: {name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
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
        lines = ['<h2 id="van-ban">Văn bản</h2>\n']
        passages = self.proof.reading.passages
        place = 0
        while place < len(passages):
            if passages[place].block.kind == "cell":
                end = place
                table = passages[place].block.table
                while end < len(passages) and passages[end].block.table == table:
                    end += 1
                lines.append(self._table(place, end))
                place = end
                continue
            lines.append(self._paragraph(place, passages[place]))
            place += 1
        return "".join(lines)

    def _paragraph(self, place: int, passage: Passage) -> str:
        kinds = {"heading": "title", "footnote": "note", "item": "item"}
        kind = kinds.get(passage.block.kind, "")
        given = f' class="{kind}"' if kind else ""
        return f"<p{given}>{self._marked(place, passage)}</p>\n"

    def _table(self, start: int, end: int) -> str:
        passages = self.proof.reading.passages
        rows: dict[int, list[int]] = {}
        for place in range(start, end):
            rows.setdefault(passages[place].block.row, []).append(place)
        name = passages[start].block.table + 1
        lines = [
            f'<div class="wide" role="region" tabindex="0" aria-label="Bảng {name}">'
            f"<table><caption>Bảng {name}</caption>\n"
        ]
        for count, row in enumerate(sorted(rows)):
            cells, column = [], 0
            for place in rows[row]:
                block = passages[place].block
                cells += ["<td></td>"] * (block.column - column)
                tag = "th" if count == 0 or block.head else "td"
                span = f' colspan="{block.span}"' if block.span > 1 else ""
                scope = ' scope="col"' if tag == "th" else ""
                cells.append(f"<{tag}{scope}{span}>{self._marked(place, passages[place])}</{tag}>")
                column = block.column + block.span
            lines.append(f"<tr>{''.join(cells)}</tr>\n")
        return "".join([*lines, "</table></div>\n"])

    def _marked(self, place: int, passage: Passage) -> str:
        parts, at = [], 0
        for number in self.numbers.get(place, []):
            parts.append(_raised(passage, at, number.begin))
            end = number.begin + len(number.text)
            parts.append(self._number(passage, number, end))
            at = end
        return "".join([*parts, _raised(passage, at, len(passage.text))])

    def _number(self, passage: Passage, number: ReadNumber, end: int) -> str:
        judged = self.proof.judgements[number.id]
        said = _raised(passage, number.begin, end)
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


def _raised(passage: Passage, begin: int, end: int) -> str:
    """Return text with its raised characters raised."""
    parts, place = [], begin
    while place < end:
        last = place
        while last < end and passage.marks[last] == passage.marks[place]:
            last += 1
        said = escape(passage.text[place:last])
        parts.append(f"<sup>{said}</sup>" if passage.marks[place] == "^" else said)
        place = last
    return "".join(parts)
