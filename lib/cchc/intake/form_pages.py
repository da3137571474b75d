"""The pages of a form: its guide, a sheet of entries for each section, and the checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from cchc.checks.derive import DerivedRule, split_fact
from cchc.checks.facts import when_of
from cchc.checks.wording import RELATION, open_sentence
from cchc.model.numbers import NO_FIGURE, format_date
from cchc.model.units import is_measure, most_decimals, nature_of, shown_decimals
from cchc.report.checked import CheckedReport
from errloc.rules import names_of

from .asks import QUALIFIERS, Ask, can_break
from .formulas import OPEN, UNCHECKED, FormEntry, write_check, write_message, write_rate
from .layout import Pages, measure_height

GUIDE, CHECKS = "Hướng dẫn", "Kiểm tra"
VALUE, QUALIFIER, REMARK = "Kỳ này", "Ghi rõ", "Ghi chú"
INDICATOR, ORG, SENT_TO = "Chỉ tiêu", "Đơn vị", "Gửi về"
WIDTHS = {
    INDICATOR: 36,
    ORG: 24,
    "Đơn vị tính": 12,
    "Kỳ trước": 12,
    VALUE: 14,
    QUALIFIER: 14,
    "Kiểm tra": 46,
    REMARK: 22,
    "Cách đếm": 36,
}
TOP = 3  # rows above the headings
_TYPED = {"bg_color": "#FFF8DC", "border": 1, "border_color": "#8C8C8C", "locked": False}
_MESSAGE = {"font_color": "#9C0006", "font_size": 11, "border": 1, "border_color": "#BFBFBF"}
_COUNTED = {1: "một", 2: "hai", 3: "ba"}
_COMPUTED = {"bg_color": "#EDEDED", "border": 1, "border_color": "#8C8C8C"}


@dataclass(frozen=True)
class FormSheet:
    name: str
    title: str
    asks: tuple[Ask, ...]


def name_ask(report: CheckedReport, ask: Ask) -> str:
    """Name what is asked: the indicator, with its window where that is not the report's own."""
    when = when_of(ask.fact)
    return report.catalog.name(ask.indicator) + (f" ({when})" if when else "")


def name_code(report: CheckedReport) -> str:
    """Name the heading over the figures' ids; it also tells of which quarter a form is."""
    return f"Mã {report.quarter}"


def _say_decimals(units: Sequence[str], begin: str) -> str:
    """Say with how many decimals numbers of these units are typed: indicators of one may differ."""
    asked = sorted(set(map(shown_decimals, units)))
    told = " hoặc ".join(_COUNTED.get(most, str(most)) for most in asked)
    return f"{begin} {told} chữ số thập phân."


def write_guide(book: Pages, report: CheckedReport, unit: str, asks: Sequence[Ask]) -> None:
    quarter, typed = (
        report.quarter,
        [report.catalog.unit(ask.indicator) for ask in asks if ask.parts is None],
    )
    window = f"Từ ngày {format_date(quarter.start)} đến hết ngày {format_date(quarter.end)}."
    percents = [each for each in typed if nature_of(each) == "percent"]
    amounts = [each for each in typed if nature_of(each) == "amount"]
    money = "Riêng thu, chi ngân sách và giải ngân lấy theo dương lịch." if amounts else ""
    sheet = book.sheet(GUIDE, [24, 96])
    book.text(
        sheet, 0, 0, f"Biểu số liệu {quarter.label}", bold=True, font_size=16, text_wrap=False
    )
    book.text(sheet, 1, 0, report.meta.title, text_wrap=False)
    lines = [
        ("Đơn vị báo cáo", unit),
        (SENT_TO, report.meta.authority),
        ("Kỳ số liệu", f"{window} {money}".strip()),
        ("Số ô phải nhập", f"{len(typed)} ô; {len(asks) - len(typed)} tỷ lệ do biểu tự tính"),
        ("Ô màu vàng", f"Nhập số vào cột “{VALUE}”. Mỗi số chỉ hỏi một lần."),
        ("Ô màu xám", "Biểu tự tính từ các số khác, không cần nhập."),
        ("Số đếm", "Nhập số nguyên, không kèm đơn vị tính."),
        *([("Tỷ lệ", _say_decimals(percents, "Nhập số kèm dấu %, lấy"))] if percents else []),
        *([(open_sentence(amounts[0]), _say_decimals(amounts, "Nhập đến"))] if amounts else []),
        (
            "Không có số",
            f"Để trống ô số và chọn “{NO_FIGURE}” ở cột “{QUALIFIER}”. "
            "Chỉ nhập 0 khi đã đếm và kết quả là 0.",
        ),
        ("Số gần đúng", f"Chọn “{'”, “'.join(QUALIFIERS)}” ở cột “{QUALIFIER}”."),
        (
            "Ô chuyển màu đỏ",
            "Số vừa nhập mâu thuẫn với một số khác; cột “Kiểm tra” cho biết mâu thuẫn ở đâu. "
            f"Nếu số vẫn đúng thì để nguyên và nêu lý do ở cột “{REMARK}”. Màu cam: nên xem lại.",
        ),
        (
            "Khi gửi",
            "Lưu ở dạng .xlsx, không đặt mật khẩu. "
            f"Giữ nguyên dòng tiêu đề và cột “{name_code(report)}”.",
        ),
    ]
    for row, (name, text) in enumerate(lines, 3):
        sheet.set_row(row, measure_height([(96, text)]))
        book.text(sheet, row, 0, name, bold=True)
        book.text(sheet, row, 1, text)


def write_section(
    book: Pages,
    report: CheckedReport,
    before: Mapping[str, str],
    part: FormSheet,
    headings: Sequence[str],
    entries: Mapping[str, FormEntry],
    told: Mapping[str, list[tuple[str, str, str]]],
    shares: set[str],
) -> None:
    catalog = report.catalog
    code = name_code(report)
    sheet = book.sheet(part.name, [*(WIDTHS[name] for name in headings), 34])
    book.text(sheet, 0, 0, part.title, bold=True, font_size=14, text_wrap=False)
    book.text(
        sheet,
        1,
        0,
        f"{report.quarter.heading}. Nhập vào ô màu vàng; xem trang “{GUIDE}”.",
        text_wrap=False,
    )
    for at, name in enumerate([*headings, code]):
        book.text(sheet, TOP, at, name, bold=True, bg_color="#D9E2EC", border=1)
    at = {name: column for column, name in enumerate(headings)}
    for row, ask in enumerate(part.asks, TOP + 1):
        unit, info = catalog.unit(ask.indicator), catalog.indicators.loc[ask.indicator]
        texts = {
            INDICATOR: name_ask(report, ask),
            ORG: open_sentence(catalog.name(ask.org)),
            "Đơn vị tính": unit,
        }
        texts |= {
            "Kỳ trước": before.get(ask.fact, ""),
            "Cách đếm": info["definition"],
        }
        longest = max((says for *_, says in told[ask.fact]), key=len, default="")
        # three lines tell which rule is broken; the whole of it stands on the sheet of checks
        shown = {"Kiểm tra": f"Xem lại: {longest}. "[:120]} | texts
        sheet.set_row(
            row,
            measure_height([(WIDTHS[name], text) for name, text in shown.items() if name in at]),
        )
        for name, text in texts.items():
            if name in at:
                side = {"align": "right"} if name == "Kỳ trước" else {}
                book.text(sheet, row, at[name], text, border=1, border_color="#BFBFBF", **side)
        _write_entry(book, sheet, row, at[VALUE], ask, unit, entries, ask.fact in shares)
        open_cell = book.format(**_TYPED)
        sheet.write(row, at[QUALIFIER], ask.qualifier or None, open_cell)
        sheet.write_blank(row, at[REMARK], None, open_cell)
        message = write_message(entries[ask.fact], [cells[:2] for cells in told[ask.fact]])
        sheet.write_formula(row, at["Kiểm tra"], message, book.format(**_MESSAGE), "")
        book.text(
            sheet,
            row,
            len(headings),
            ask.figure,
            font_color="#7F7F7F",
            font_size=9,
            text_wrap=False,
        )
    last = TOP + len(part.asks)
    sheet.data_validation(
        TOP + 1,
        at[QUALIFIER],
        last,
        at[QUALIFIER],
        {
            "validate": "list",
            "source": [*QUALIFIERS, NO_FIGURE],
            "error_title": QUALIFIER,
            "error_message": "Hãy chọn trong danh sách, hoặc để trống.",
        },
    )
    _colour(book, sheet, TOP + 1, last, at)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    sheet.print_area(0, 0, last, len(headings) - 1)


def _write_entry(
    book: Pages,
    sheet: Worksheet,
    row: int,
    at: int,
    ask: Ask,
    unit: str,
    entries: Mapping[str, FormEntry],
    share: bool,
) -> None:
    places = _format_of(unit)
    if ask.parts:
        formula = write_rate(*(entries[name] for name in ask.parts), shown_decimals(unit))
        sheet.write_formula(row, at, formula, book.format(**_COMPUTED, num_format=places), "")
        return
    look = book.format(**_TYPED, num_format=places)
    if ask.given is None:
        sheet.write_blank(row, at, None, look)
    else:
        sheet.write_number(row, at, float(ask.given / 100 if unit == "%" else ask.given), look)
    if unit == "%":
        # typed without its sign where a spreadsheet does not add it, 97 would mean 9700 %
        most = 1 if share else 10
        limits = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most}
        says = f"Hãy nhập tỷ lệ kèm dấu %, từ 0% đến {100 * most}%."
    else:
        kind = "decimal" if is_measure(unit) else "integer"
        limits = {"validate": kind, "criteria": ">=", "value": 0}
        says = (
            f"Hãy nhập số {'' if kind == 'decimal' else 'nguyên '}không âm, không kèm đơn vị tính."
        )
    sheet.data_validation(
        row, at, row, at, limits | {"error_title": "Chưa đúng dạng số", "error_message": says}
    )


def _format_of(unit: str) -> str:
    """Give the number format of a cell: decimals as many as the indicator or its unit says."""
    if nature_of(unit) == "measure" and most_decimals(unit) is None:
        return "General"
    shown = shown_decimals(unit)
    marks = f".{'0' * shown}" if shown else ""
    return f"0{marks}%" if unit == "%" else f"#,##0{marks}"


def _colour(book: Pages, sheet: Worksheet, first: int, last: int, at: Mapping[str, int]) -> None:
    message = f"${xl_col_to_name(at['Kiểm tra'])}{first + 1}"
    looks = {
        "Sai:": {"bg_color": "#FFC7CE", "font_color": "#9C0006", "bold": True},
        "Xem lại:": {"bg_color": "#FFD9A0", "font_color": "#6B3E00"},
    }
    for start, look in looks.items():
        options = {
            "type": "formula",
            "criteria": f'=LEFT({message},{len(start)})="{start}"',
            "stop_if_true": True,
        }
        options["format"] = book.workbook.add_format(look)
        sheet.conditional_format(first, at[VALUE], last, at[VALUE], options)


def write_checks(
    book: Pages,
    report: CheckedReport,
    rules: Sequence[DerivedRule],
    entries: Mapping[str, FormEntry],
) -> None:
    sheet = book.sheet(CHECKS, [10, 34, 70, 16, 18, 16, 22])
    book.text(sheet, 0, 0, "Các số phải khớp với nhau", bold=True, font_size=14, text_wrap=False)
    book.text(sheet, 1, 0, "Trang này tự tính; không cần nhập gì ở đây.", text_wrap=False)
    for at, name in enumerate(
        ("Mục", "Đơn vị", "Quy tắc", "Vế trái", "So sánh", "Vế phải", "Kết quả")
    ):
        book.text(sheet, TOP, at, name, bold=True, bg_color="#D9E2EC", border=1)
    for row, rule in enumerate(rules, TOP + 1):
        texts = (rule.section, open_sentence(report.catalog.name(rule.org)), rule.says)
        for at, text in enumerate(texts):
            book.text(sheet, row, at, text)
        sheet.set_row(row, measure_height([(34, texts[1]), (70, texts[2])]))
        high, low = can_break(rule, set(entries))
        book.text(sheet, row, 4, RELATION["==" if high and low else "<=" if high else ">="])
        formulas = write_check(rule, entries, f"$D${row + 1}", f"$F${row + 1}")
        if formulas is None:
            book.text(sheet, row, 6, UNCHECKED)
            continue
        units = {
            report.catalog.unit(split_fact(str(name))[0]) for name in names_of(rule.constraint)
        }
        number = book.format(num_format="#,##0.00#" if any(map(is_measure, units)) else "#,##0")
        sheet.write_formula(row, 3, formulas.left, number, 0)
        sheet.write_formula(row, 5, formulas.right, number, 0)
        sheet.write_formula(row, 6, formulas.verdict, book.format(bold=True), OPEN)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.repeat_rows(TOP)
