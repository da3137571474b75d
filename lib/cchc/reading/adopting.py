"""Take what was proposed into the catalogue and the quarter; so begins a folder without either."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cchc.errors import InputError
from cchc.intake.new_folder import ORG_COLUMNS, empty_files, new_meta, new_org
from cchc.intake.opening import FIGURES
from cchc.intake.report_toml import quoted
from cchc.model.csv_edits import CsvEdit, edit_csv_files
from cchc.model.csv_rows import CsvFile, UnreadableCsv, read_csv_file
from cchc.model.folder import read_quarter
from cchc.model.guarded import write_new_file
from cchc.model.meta import Section
from cchc.model.org_roles import AUTHORITY, UNITS
from cchc.model.outline import ChapterEntry
from cchc.model.problems import Problem, name_file, named_for_copy
from cchc.model.quarter import Quarter
from cchc.report.checked import CheckedReport
from cchc.report.opening_reports import read_report

from .filling import Filling, find_figures
from .found_figures import FoundFigure
from .numerals import ReadNumber
from .proofing import Proof
from .proposals import KnownIndicator, KnownNames, Proposal, ProposedFigure
from .proposed_catalog import propose
from .recording import note_of, record
from .report_head import ReportHead, read_head

INDICATORS = (
    "indicator,name,unit,section,better,numerator,denominator,part_of,whole_is_complete,"
    "definition,source,decimals"
)


_BY_NAME = 0.7  # how sure the name of an indicator alone makes
_MADE_OF = ["name", "unit", "part_of", "numerator", "denominator", "whole_is_complete"]


def has_catalog(data: Path) -> bool:
    """Tell whether a folder has a catalogue with any indicator."""
    path = data / "catalog" / "indicators.csv"
    if not path.is_file():
        return False
    try:
        names = INDICATORS.split(",")
        return bool(read_csv_file(path.read_bytes(), names, names[:1]).body)
    except UnreadableCsv as error:
        raise InputError([Problem(name_file(path), str(error), error.row)]) from None


def propose_anew(proof: Proof) -> tuple[Proposal, KnownNames]:
    """Propose a catalogue and a quarter for a folder that has none."""
    name = read_head(proof.document).authority or "Cơ quan báo cáo"
    known = KnownNames({}, {AUTHORITY: name}, (), {}, AUTHORITY)
    return propose(proof, known, {}), known


def propose_more(
    proof: Proof,
    report: CheckedReport,
    found: Mapping[str, str],
    open_numbers: Iterable[ReadNumber],
) -> Proposal:
    """Propose for the numbers that no figure claims; `found` gives figures by number."""
    catalog = report.catalog
    claimed = {}
    for number, figure in found.items():
        section, indicator, org = figure.partition("#")[0].split(":")
        claimed[number] = (section, indicator, org)
    expected = report.expected
    orgs = expected.groupby("indicator")["org"].unique() if len(expected) else {}
    asked = {str(code): str(those[0]) for code, those in orgs.items() if len(those) == 1}
    others = {n.id for n in proof.numbers} - {number.id for number in open_numbers}
    known = KnownNames(
        {
            str(code): KnownIndicator(*map(str, told), org=asked.get(str(code), ""))
            for code, *told in catalog.indicators[_MADE_OF].itertuples()
        },
        dict(catalog.orgs["name"]),
        tuple(dict.fromkeys(map(str, catalog.indicators["unit"]))),
        {section.section: section.title for section in report.meta.sections},
        report.authority,
    )
    return propose(proof, known, claimed, others - set(claimed))


def adopt(proof: Proof, report: CheckedReport, file: str, proposal: Proposal) -> None:
    """Append what was proposed to catalogue and figures.csv, once a copy has been read with it, and
    learn its cues.

    Raises InputError, with nothing written, where the folder would not read any more.
    """
    data, quarter = report.data, report.quarter
    expected = _expected_rows(report, proposal)
    rest = [f for f in proposal.figures if f not in expected.values()]
    new = replace(proposal, figures=tuple(rest))
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "data"
        shutil.copytree(data, copy)
        with named_for_copy(copy, data):
            _append(copy, quarter, file, new)
            read_quarter(quarter, copy)
    _append(data, quarter, file, new)
    nothing = Filling((), (), (), {}, (), is_learning=False)
    asked = [
        FoundFigure(id, f.printed, f.number, f.place, _BY_NAME, f.window)
        for id, f in expected.items()
    ]
    if asked:
        record(read_report(quarter, data), replace(nothing, found=tuple(asked)), file)
    after = read_report(quarter, data)
    codes = {(f.indicator, f.org) for f in proposal.figures}
    filling = find_figures(proof, after)
    own = [f for f in filling.found if tuple(f.figure.partition("#")[0].split(":")[1:]) in codes]
    cues = {f.figure: filling.cues[f.figure] for f in own}
    record(after, replace(filling, found=tuple(own), cues=cues, citations=()), file)


def _expected_rows(report: CheckedReport, proposal: Proposal) -> dict[str, ProposedFigure]:
    """Give the empty rows that figures of the catalogue's own indicators fill, each once."""
    rows: dict[str, ProposedFigure] = {}
    for id in report.expected.index:
        fact = tuple(str(id).partition("#")[0].split(":")[1:])
        for figure in proposal.figures:
            if (figure.indicator, figure.org) == fact and figure not in rows.values():
                rows[str(id)] = figure
                break
    return rows


def begin(
    proof: Proof, data: Path, quarter: Quarter, proposal: Proposal, known: KnownNames
) -> None:
    """Begin the data folder of an authority with what its report proposes; files that are there
    already stay. Number and title are those of the report's head.

    Raises InputError, with nothing written, where the folder would not read.
    """
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "data"
        if data.exists():
            shutil.copytree(data, copy)
        with named_for_copy(copy, data):
            _begin(copy, quarter, proof, proposal, known)
            read_quarter(quarter, copy)
    _begin(data, quarter, proof, proposal, known)


def _begin(
    data: Path, quarter: Quarter, proof: Proof, proposal: Proposal, known: KnownNames
) -> None:
    for folder in ("catalog", str(quarter)):
        (data / folder).mkdir(parents=True, exist_ok=True)
    texts = empty_files(quarter)
    texts["catalog/rules.yml"] = _rules(proposal)
    texts[f"{quarter}/report.toml"] = _meta(
        quarter, proposal, known.orgs[AUTHORITY], read_head(proof.document)
    )
    for name, text in texts.items():
        if not (data / name).exists():
            write_new_file(data / name, text.encode())
    _append(data, quarter, proof.document.name, proposal, known.orgs)


def _append(
    data: Path,
    quarter: Quarter,
    file: str,
    proposal: Proposal,
    own: Mapping[str, str] | None = None,
) -> None:
    orgs = [
        new_org(code, name, "authority_itself", AUTHORITY) for code, name in (own or {}).items()
    ]
    parent = next(iter(own), "") if own else ""
    orgs += [new_org(code, name, "unit", UNITS, parent) for code, name in proposal.orgs.items()]
    indicators = [
        {
            "indicator": one.code,
            "name": one.name,
            "unit": one.unit,
            "section": one.section,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "part_of": one.part_of,
            "whole_is_complete": ("yes" if one.is_complete else "no") if one.part_of else "",
            "definition": f"{one.name} (đề xuất từ báo cáo, cần xem lại)",
            "source": f"{file}, {one.place}",
            "decimals": str(one.decimals or ""),
        }
        for one in proposal.indicators
    ]
    figures = [
        {
            "indicator": figure.indicator,
            "org": figure.org,
            "printed": figure.printed,
            "section": figure.section,
            "place": figure.place,
            "window_start": figure.window[0],
            "window_end": figure.window[1],
            "note": note_of(figure.number),
        }
        for figure in proposal.figures
    ]
    edit_csv_files(
        {
            data / "catalog" / "orgs.csv": _adding(ORG_COLUMNS, orgs),
            data / "catalog" / "indicators.csv": _adding(INDICATORS.split(","), indicators),
            data / str(quarter) / "figures.csv": _adding(FIGURES, figures),
        }
    )


def _adding(columns: Iterable[str], rows: list[dict[str, str]]) -> CsvEdit:
    names = list(columns)

    def add(file: CsvFile) -> CsvFile:
        there = {file.read(row)[names[0]] for row in file.body} if names[0] == "org" else set()
        filled = [name for name in names if any(row.get(name) for row in rows)]
        wider = file.widened([name for name in filled if name not in file.names])
        return wider.changed({}, [row for row in rows if row[names[0]] not in there])

    return CsvEdit(names, names[:2], add)


def _rules(proposal: Proposal) -> str:
    """Write the rules that the catalogue cannot express: units add up to the authority's number,
    one total is divided twice.
    """
    lines = []
    for one in proposal.summed:
        lines += [
            f"- rule: units_{one.code}",
            f"  says: {quoted(f'{one.name}: các đơn vị cộng lại phải bằng tổng số')}",
            f"  expr: {one.code}[authority] == sum({one.code}[units])",
            f"  section: {quoted(one.section)}",
            "  severity: error",
        ]
    names = {one.code: one for one in proposal.indicators}
    for count, (whole, *members) in enumerate(proposal.sums, 1):
        added = " + ".join(f"{code}[authority]" for code in members)
        shown = " + ".join(names[code].name for code in members)
        lines += [
            f"- rule: sum_{count}_{whole}",
            f"  says: {quoted(f'{names[whole].name} phải bằng {shown}')}",
            f"  expr: {whole}[authority] == {added}",
            f"  section: {quoted(names[whole].section)}",
            "  severity: error",
        ]
    return "\n".join(lines) + "\n" if lines else "[]\n"


def _meta(quarter: Quarter, proposal: Proposal, authority: str, head: ReportHead) -> str:
    titles, together = proposal.sections, {}
    for code in titles:
        together.setdefault(".".join(code.split(".")[:2]), []).append(code)
    return new_meta(
        authority,
        quarter,
        [Section(code, title, "") for code, title in titles.items()],
        [
            ChapterEntry(str(number), titles[codes[0]], tuple(codes))
            for number, codes in enumerate(together.values(), 1)
        ],
        "Lập từ chính báo cáo. Cần sửa: title, number, dated và tên các mục.",
        head.title,
        head.number,
    )
