"""The title block of an edition, filled in from the report."""

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cchc.annex.title_block import AnnexMeta
    from cchc.report.checked import CheckedReport

HELD = "\u00a0"  # a space at which no line breaks


def describe(report: "CheckedReport", edition: str = "internal") -> "AnnexMeta":
    """Fill in the title block of an edition from the report; the official one with how the figures
    stand.
    """
    from cchc.annex.editions import Agreement, make_official
    from cchc.annex.title_block import AnnexMeta
    from cchc.checks.wording import within_sentence
    from cchc.model.addressing import COMMITTEE
    from cchc.pages.all_figures import tabulate_all_figures
    from cchc.report.agreement import list_unsettled, say_corrections

    quarter, meta, figures = report.quarter, report.meta, tabulate_all_figures(report)
    agreement = None
    if edition == "official":
        agreement = Agreement(say_corrections(report), frozenset(list_unsettled(report)))
    month = f"{meta.dated.month:02d}" if meta.dated.month < 3 else str(meta.dated.month)
    return AnnexMeta(
        quarter=quarter,
        title=(
            f"Số liệu và phân tích kết quả {within_sentence(meta.title)}"
            # a number of months would run on from a number that ends the report's title
            f"{',' * quarter.label[0].isdigit()} {quarter.label.replace('năm ', f'năm{HELD}')}"
        ),
        authority=meta.authority,
        # Decree 30/2020, annex I: the day stays unfilled on an electronic document
        document=(
            f"(Kèm theo Báo cáo số {meta.number} ngày … tháng {month} năm {meta.dated.year} của"
            f" {meta.authority.replace('UBND', COMMITTEE)})"
        ),
        sources=(f"Báo cáo {within_sentence(meta.title)} {quarter.label} của {meta.authority}",),
        version=version("cchc"),
        official=agreement,
        figures=make_official(figures, agreement) if agreement else figures,
        dated=meta.dated,
    )
