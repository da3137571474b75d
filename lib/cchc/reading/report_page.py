"""Draw a report's own text with the numbers underlined that the quarter's cases speak of, each
leading to its case in the annex.

The page stands alone: no script, no request. It tells the hash of the file it was drawn from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from cchc.checks.cases import Case
from cchc.checks.findings import Finding
from cchc.checks.suspecting import LONGEST_LINK
from cchc.report.checked import CheckedReport

from .against import SHARED_NUMBER, pair_figures
from .document import Document
from .drawn_text import draw_passages
from .finding import read_through
from .numerals import ReadNumber
from .page_style import PAGE_STYLE
from .proofing import Proof

_SETTLED = ("corrected", "explained")


@dataclass(frozen=True)
class _Told:
    """What is told of a number: its cases, the worst first, and whether it must be looked at."""

    cases: tuple[str, ...]
    sure: bool

    @property
    def name(self) -> str:
        return "số phải xem lại" if self.sure else "số có trong một trường hợp chưa khớp"

    @property
    def sign(self) -> str:
        return "✗" if self.sure else "?"


@dataclass(frozen=True)
class ReportPage:
    """The page of a report's text; `places` are the ids of cases whose numbers it shows."""

    html: str
    places: frozenset[str]


def draw_report_page(
    document: Document,
    report: CheckedReport,
    *,
    title: str,
    digest: str,
    annex: str,
    addresses: Mapping[str, str],
) -> ReportPage:
    """Draw the page: the same document and quarter give the same bytes.

    `annex` is the file that links lead to, `addresses` the anchor of each case there, `digest` the
    sha256 of the document's file.
    """
    reading = read_through(document)
    numbers = [n for n in reading.numbers if not n.spelled]
    figures = _figures_of(Proof(reading, (), (), {}), report)
    cases = [case for case in report.cases if case.severity != "info" and _is_open(case)]
    told = _tell_figures(cases)
    marked = {
        number: _Told(
            tuple(dict.fromkeys(c for f in ids if f in told for c in told[f].cases)),
            any(told[f].sure for f in ids if f in told),
        )
        for number, ids in figures.items()
        if any(figure in told for figure in ids)
    }
    shown = [n for n in numbers if n.id in marked]
    first = {case: n.id for n in reversed(shown) for case in marked[n.id].cases}

    def mark(number: ReadNumber, said: str) -> str:
        if number.id not in marked:
            return said
        found = marked[number.id]
        label = escape(f"{number.text}, {found.name}", quote=True)
        target = escape(f"{annex}#{addresses.get(found.cases[0], '')}", quote=True)
        kind = "contradicts" if found.sure else "unknown"
        # the first number of a case can be come to from the annex
        names = [f'<span id="{c}"></span>' for c in found.cases if first[c] == number.id]
        return (
            f'{"".join(names)}<span class="n {kind}" title="{found.name}"><a href="{target}"'
            f' aria-label="{label}">{said}</a><sup>{found.sign}</sup></span>'
        )

    text = draw_passages(reading.passages, numbers, mark)
    sure = sum(marked[n.id].sure for n in shown)
    html = _PAGE.format(
        title=escape(title),
        style=PAGE_STYLE,
        annex=escape(annex, quote=True),
        sure=sure,
        open=len(shown) - sure,
        cases=len(cases),
        placed=len(first),
        text=text,
        file=escape(document.name),
        digest=digest,
    )
    return ReportPage(html, frozenset(first))


def _is_open(case: Case) -> bool:
    return any(finding.decision not in _SETTLED for finding in case.findings)


def _figures_of(proof: Proof, report: CheckedReport) -> dict[str, list[str]]:
    """Give the figures of each number of the text; one number may be several units' figure."""
    figures: dict[str, list[str]] = {}
    by_figure = {figure: number for number, figure in pair_figures(proof, report).items()}
    number = None
    for figure, row in report.figures.sort_values("row", kind="stable").iterrows():
        number = by_figure.get(figure) if row["note"] != SHARED_NUMBER else number
        if number:
            figures.setdefault(number, []).append(figure)
    return figures


def _tell_figures(cases: Sequence[Case]) -> dict[str, _Told]:
    told: dict[str, _Told] = {}
    for case in cases:
        sure = {suspect.figure for suspect in case.suspects if suspect.certain}
        named = [*sure, *(s.figure for s in case.suspects)]
        named += [figure for finding in case.findings for figure in _spoken_of(finding)]
        for figure in dict.fromkeys(named):
            before = told.get(figure, _Told((), False))
            told[figure] = _Told((*before.cases, case.case), before.sure or figure in sure)
    return told


def _spoken_of(finding: Finding) -> Sequence[str]:
    """Give the figures of a finding; of a long sum only what it is to give."""
    if len(finding.figures) <= LONGEST_LINK:
        return finding.figures
    result = finding.figures[0].rpartition("#")[0] or finding.figures[0]
    indicator, org = result.rsplit(":", 2)[1:]
    ends = f":{indicator}:{org}"
    return [figure for figure in finding.figures if figure.partition("#")[0].endswith(ends)]


_PAGE = """<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#van-ban">Đến văn bản</a>
<main>
<p><strong>BẢN NỘI BỘ</strong> · <a href="{annex}">Về phụ lục</a></p>
<h1>{title}</h1>
<p>Văn bản dưới đây là lời của báo cáo. Số có gạch chân dẫn tới trường hợp của số ấy trong phụ lục; {placed}/{cases} trường hợp chưa có kết luận có số trong văn bản.</p>
<dl class="legend">
<dt><span class="n contradicts">123<sup>✗</sup></span></dt><dd>số phải xem lại: {sure} số</dd>
<dt><span class="n unknown">123<sup>?</sup></span></dt><dd>số có trong một trường hợp chưa khớp: {open} số</dd>
</dl>
<h2 id="van-ban">Văn bản</h2>
{text}</main>
<footer><p>Tệp: {file}. Mã sha256 của tệp: {digest}</p></footer>
</body>
</html>
"""  # noqa: E501
