"""The desk on which a report is read: its text with the numbers marked, what is proposed for each,
and what a person decides; written as `cchc read` writes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets

from cchc import CheckedReport, read_report
from cchc.errors import InputError, QuarterError, RequestError, UnreadableDocument
from cchc.intake.asks import with_expected
from cchc.model.numbers import FigureError, format_percent, parse_printed
from cchc.model.quarter import find_quarters
from cchc.reading.adopting import adopt, propose_more
from cchc.reading.cues import cues_of
from cchc.reading.filling import Filling, find_figures
from cchc.reading.found_figures import FoundFigure, printed_of
from cchc.reading.passages import Passage
from cchc.reading.proofing import Proof, place_of, proof_file
from cchc.reading.proposals import Proposal
from cchc.reading.recording import record
from cchc.reading.saying import say_contradiction

from .panes import WIDE, say_unreadable, show_html, show_problem

_HERE = Path(__file__).parent
_ENDINGS = (".docx", ".pdf", ".md", ".html", ".txt")
_NOTHING = {"blocks": [], "numbers": [], "figures": [], "contradictions": [], "citations": 0}
_REFUSED = (InputError, QuarterError, RequestError, UnreadableDocument, OSError)


class Reader(anywidget.AnyWidget):
    """The text and the panel, drawn in the browser; `choices` holds what was decided, by number."""

    _esm = _HERE / "reader.js"
    _css = _HERE / "reader.css"
    document = traitlets.Dict(_NOTHING).tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)


class ReadingDesk:
    """A report on the desk. An empty quarter means the newest in `data`, an empty file that one is
    chosen from the list; what cannot be read is told on the desk, with no traceback.
    """

    def __init__(self, quarter: str = "", file: str = "", data: str | Path = "../data") -> None:
        self.data = Path(data)
        self.report: CheckedReport | None = None
        self.proof: Proof | None = None
        self.filling: Filling | None = None
        self.proposal: Proposal | None = None
        quarters = [(q.heading, str(q)) for q in reversed(find_quarters(self.data))]
        chosen = quarter or (quarters[0][1] if quarters else None)
        self.quarter = widgets.Dropdown(description="Kỳ:", options=quarters)
        self.file = widgets.Combobox(
            description="Báo cáo:",
            placeholder="tên tệp .docx, .pdf, .md, .html hoặc .txt",
            options=list_reports((Path(), self.data.parent, self.data)),
            layout=WIDE,
            continuous_update=False,
        )
        self.message = widgets.Output()
        self.reader = Reader()
        self.box = widgets.VBox([self.quarter, self.file, self.message, self.reader])
        if chosen in [value for _, value in quarters]:
            self.quarter.value = chosen
        self.file.value = file
        self.open()
        self.quarter.observe(lambda _: self.open(), "value")
        self.file.observe(lambda _: self.open(), "value")
        self.reader.on_msg(lambda _, content, __: content.get("do") == "write" and self.write())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        return self.box._repr_mimebundle_(include=include, exclude=exclude)

    def open(self, says: str = "") -> None:
        """Read report and quarter, and lay them out; sure figures are chosen already."""
        self.reader.document, self.reader.choices, self.filling = _NOTHING, {}, None
        if not self.file.value or not self.quarter.value:
            show_html(self.message, "<p>Chọn kỳ và tệp báo cáo.</p>")
            return
        try:
            self.proof = proof_file(Path(self.file.value))
            self.report = read_report(self.quarter.value, self.data)
            self.filling = find_figures(self.proof, self.report)
        except _REFUSED as error:
            show_problem(self.message, f"chưa đọc được. Thông báo của chương trình:\n{error}")
            return
        found = {f.number.id: f.figure for f in self.filling.found}
        self.proposal = propose_more(self.proof, self.report, found, self.filling.unclaimed)
        show_html(self.message, "")
        self.reader.choices = dict(self._chosen_already())
        self.reader.document = self._lay_out()
        self.reader.message = says

    def write(self) -> None:
        """Write what was chosen; nothing where one number cannot be what it is said to be."""
        if self.report is None or self.filling is None or self.proof is None:
            return
        try:
            found, new = self._decided()
            told = record(self.report, self._with(found), Path(self.file.value).name, replace=True)
            if new:
                adopt(self.proof, self.report, Path(self.file.value).name, new)
        except (*_REFUSED, FigureError) as error:
            self.reader.message = f"Chưa ghi được: {error}"
            return
        count = len(new.indicators) if new else 0
        self.open(
            f"✓ Đã ghi {told.figures} số liệu, {len(told.citations)} văn bản viện dẫn, {count} chỉ"
            " tiêu mới."
        )

    def _decided(self) -> tuple[list[FoundFigure], Proposal | None]:
        """Give the figures to write, and what is to be taken up anew."""
        numbers = {n.id: n for n in self.proof.numbers}
        known = {(f.number.id, f.figure): f for f in (*self.filling.found, *self.filling.unsure)}
        figures = with_expected(self.report).figures
        found, new = [], set()
        for id, choice in self.reader.choices.items():
            if choice["action"] == "new":
                new.add(id)
            if choice["action"] != "take":
                continue
            number, figure, printed = numbers[id], choice["figure"], choice["printed"]
            unit = figures.at[figure, "unit"]
            try:
                parse_printed(printed, unit)
            except FigureError:
                raise FigureError(say_unreadable(printed, unit)) from None
            place = place_of(self.proof, number)
            told = known.get((id, figure)) or FoundFigure(figure, printed, number, place, 1.0)
            found.append(replace(told, printed=printed))
        return found, _only(self.proposal, new) if new else None

    def _with(self, chosen: list[FoundFigure]) -> Filling:
        """Give what was chosen, with the figures that stand there as the report has them."""
        figures = with_expected(self.report).figures
        there = [f for f in self.filling.found if figures.at[f.figure, "printed"] == f.printed]
        kept = [*there, *chosen]
        cues = cues_of(self.proof.reading, [f.number for f in kept])
        told = {f.figure: self.filling.cues.get(f.figure) or cues[f.number.id] for f in there} | {
            f.figure: replace(cues[f.number.id], has_period=any(f.window)) for f in chosen
        }
        return replace(self.filling, found=tuple(kept), cues=told, is_learning=False)

    def _chosen_already(self) -> Iterator[tuple[str, dict[str, str]]]:
        figures = with_expected(self.report).figures
        for one in self.filling.found:
            if not figures.at[one.figure, "printed"]:
                choice = {"action": "take", "figure": one.figure, "printed": one.printed}
                yield one.number.id, choice

    def _lay_out(self) -> dict[str, Any]:
        """Give the browser what it draws: plain texts and numbers, nothing to run."""
        proof, figures = self.proof, with_expected(self.report).figures
        names = self.report.catalog
        sure = {f.number.id: f for f in reversed(self.filling.found)}
        unsure = {f.number.id: f for f in self.filling.unsure}
        wrong: dict[str, list[str]] = {}
        contradictions = []
        for relation, suspects in proof.contradictions:
            says = " ".join(say_contradiction(proof, relation, suspects))
            place = place_of(proof, relation.anchor)
            contradictions.append({"number": relation.anchor.id, "place": place, "says": says})
            for number in relation.numbers:
                wrong.setdefault(number.id, []).append(says)
        numbers = []
        for number in self._numbers():
            one = sure.get(number.id) or unsure.get(number.id)
            state = "open" if one is None else "sure" if number.id in sure else "unsure"
            if one and number.id in sure and (typed := figures.at[one.figure, "printed"]):
                state = "typed" if typed == one.printed else "other"
            new = self.proposal.indicator_of(number)
            numbers.append(
                {
                    "id": number.id,
                    "text": number.text,
                    "place": place_of(proof, number),
                    "printed": one.printed if one else printed_of(number),
                    "figure": one.figure if one else "",
                    "confidence": format_percent(round(100 * one.confidence), 0) if one else "",
                    "state": state,
                    "proposal": f"{new.name} ({new.unit})" if new else "",
                    "wrong": wrong.get(number.id, []),
                }
            )
        options = [{"id": id, "label": _label(names, id, row)} for id, row in figures.iterrows()]
        new = record(self.report, self.filling, "", dry=True).citations
        return {
            "blocks": list(self._blocks()),
            "numbers": numbers,
            "figures": options,
            "contradictions": contradictions,
            "citations": len(new),
        }

    def _numbers(self) -> list[Any]:
        kept = [n for n in self.proof.numbers if n.kind == "figure" and not n.spelled]
        return sorted(kept, key=lambda n: (n.passage, n.begin))

    def _blocks(self) -> Iterator[dict[str, Any]]:
        """Give passages in order, a table's cells together in rows."""
        by_passage: dict[int, list[Any]] = {}
        for number in self._numbers():
            by_passage.setdefault(number.passage, []).append(number)
        rows: dict[int, list[Any]] = {}
        passages = self.proof.reading.passages
        for at, passage in enumerate(passages):
            block, pieces = passage.block, _pieces(passage, by_passage.get(at, ()))
            if block.kind != "cell":
                yield {"kind": block.kind, "pieces": pieces}
                continue
            rows.setdefault(block.row, []).append(pieces)
            after = passages[at + 1].block if at + 1 < len(passages) else None
            if after is None or (after.kind, after.table) != ("cell", block.table):
                yield {"kind": "table", "rows": list(rows.values())}
                rows = {}


def _pieces(passage: Passage, numbers: Iterable[Any]) -> list[str | dict[str, str]]:
    pieces: list[str | dict[str, str]] = []
    at = 0
    for number in numbers:
        pieces += [passage.text[at : number.begin], {"id": number.id, "text": number.text}]
        at = number.begin + len(number.text)
    return [piece for piece in (*pieces, passage.text[at:]) if piece]


def _label(catalog: Any, figure: str, row: Mapping[str, Any]) -> str:
    again = f", lần nhắc thứ {figure.partition('#')[2]}" if "#" in figure else ""
    printed = f": {row['printed']}" if row["printed"] else ""
    name, org = catalog.name(row["indicator"]), catalog.name(row["org"])
    return f"{name} – {org} (mục {row['section']}{again}){printed}"


def _only(proposal: Proposal, numbers: set[str]) -> Proposal:
    """Keep of a proposal what these numbers need."""
    figures = tuple(f for f in proposal.figures if f.number.id in numbers)
    codes, orgs = {f.indicator for f in figures}, {f.org for f in figures}
    own = {one.code for one in proposal.indicators}

    def known(code: str) -> str:
        return code if code in codes or code not in own else ""

    indicators = []
    for one in proposal.indicators:
        if one.code in codes:
            whole = known(one.numerator) and known(one.denominator)
            indicators.append(
                replace(
                    one,
                    numerator=one.numerator if whole else "",
                    denominator=one.denominator if whole else "",
                    part_of=known(one.part_of),
                )
            )
    named = {code: name for code, name in proposal.orgs.items() if code in orgs}
    return replace(proposal, indicators=tuple(indicators), figures=figures, orgs=named)


def list_reports(folders: Iterable[Path]) -> list[str]:
    """List the documents of these folders that may be reports, newest names last."""
    found = [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _ENDINGS and path.name.upper() not in _OWN_FILES
    ]
    return list(dict.fromkeys(str(path) for path in found))


_OWN_FILES = ("README.MD", "CHANGELOG.MD", "LOI-DAU.MD")
