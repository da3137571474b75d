"""What stands agreed of a report's figures: which were corrected, and which are still in doubt."""

from cchc.editing.checked import CheckedReport, corrections

# an error of these kinds speaks of how or when a number is written, not of the number
_NOT_OF_VALUES = ("window", "notation", "name", "citation")


def list_corrections(report: CheckedReport) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Give for each fact with a corrected figure the ids of those figures, the agreed values and the reasons."""
    changed, taken = corrections(report), report.decisions.drop_duplicates("figure", keep="last")
    reasons = dict(zip(taken["figure"], taken["reason"], strict=True))
    found = {
        fact: tuple((figure, changed[figure], reasons[figure]) for figure in figures if figure in changed)
        for fact, figures in report.facts.mentions.items()
    }
    return {fact: each for fact, each in found.items() if each}


def list_unsettled(report: CheckedReport) -> list[str]:
    """List the facts that nobody may rely on yet, in the report's order.

    Their mentions differ, or an open error speaks of them. Every figure of a broken rule counts: which of them is
    wrong is for the office to say.
    """
    disputed = set(report.observations.index[report.observations["disputed"]])
    doubted = {
        figure
        for finding in report.findings
        if finding.is_open_error and finding.kind not in _NOT_OF_VALUES
        for figure in finding.figures
    }
    return [fact for fact, figures in report.facts.mentions.items() if fact in disputed or doubted & set(figures)]


def say_corrections(report: CheckedReport) -> dict[str, str]:
    """Say in a footnote what was printed of each corrected fact, what is agreed, and why."""
    figures = report.figures
    return {
        fact: "; ".join(
            f"Số ghi trong báo cáo (mục {figures.at[figure, 'section']}): {figures.at[figure, 'printed']}; "
            f"đã thống nhất: {value} ({reason})"
            for figure, value, reason in each
        )
        for fact, each in list_corrections(report).items()
    }
