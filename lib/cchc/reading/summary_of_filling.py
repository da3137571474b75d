"""Say in a few lines what a report fills, leaves unsure, and proposes, for the terminal."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cchc.language import say
from cchc.model.numbers import format_percent

from .filling import Filling
from .proofing import Proof
from .proposals import Proposal
from .recording import Filled
from .summary import say_place, without_controls


def say_filling(filling: Filling, told: Filled) -> Iterator[str]:
    """Give what was found in a report, what is unsure, what differs, and what nobody claims."""
    kept = {found.figure for found, _ in told.kept}
    for found in filling.found:
        if found.figure in kept:
            continue
        window = say("; period {first} – {last}", first=found.window[0], last=found.window[1])
        if filling.is_learning:  # met again by its value: nothing was guessed, so nothing is sure
            yield without_controls(f"{found.figure}: {found.printed} ({found.place})")
            continue
        yield without_controls(
            say(
                "{figure}: {printed} ({place}{window}; confidence {sure})",
                figure=found.figure,
                printed=found.printed,
                place=found.place,
                window=window if any(found.window) else "",
                sure=_percent(found.confidence),
            )
        )
    for found in filling.unsure:
        said = f"{found.figure}: {found.printed} ({found.place})"
        yield without_controls(say("unsure, left empty: {figure}", figure=said))
    for found, typed in told.kept:
        yield without_controls(
            say(
                "another number stands there, kept: {figure}: {typed}; the report prints {printed}"
                " ({place}); --replace takes that",
                figure=found.figure,
                typed=typed,
                printed=found.printed,
                place=found.place,
            )
        )
    for citation in told.citations:
        yield without_controls(
            say(
                "document: {document}, {day}, {issuer} ({place}; confidence {sure})",
                document=f"{citation.kind} {citation.number}",
                day=citation.date or say("without a date"),
                issuer=citation.issuer or say("issuer unknown"),
                place=citation.place,
                sure=_percent(citation.confidence),
            )
        )


def say_unclaimed(proof: Proof, filling: Filling, proposal: Proposal) -> Iterator[str]:
    """Give what a report has and no figure claims, each with the indicator it could be."""
    figures = {f.number.id: f for f in proposal.figures}
    names = {one.code: one for one in proposal.indicators}
    for number in filling.unclaimed:
        place = say_place(proof, number)
        figure = figures.get(number.id)
        if figure is None:
            if number.unit:
                place += say(", unit {unit}", unit=number.unit)
            passage = proof.reading.passages[number.passage]
            yield without_controls(
                say(
                    "no indicator claims {number} ({place}): {sentence}",
                    number=number.text,
                    place=place,
                    sentence=passage.sentence_text(number.begin)[:90],
                )
            )
            continue
        one = names.get(figure.indicator)
        yield without_controls(
            say(
                "no indicator claims {number} ({place}); proposed: {indicator}, {org}, {section}",
                number=number.text,
                place=place,
                indicator=f"{one.name} ({one.unit})" if one else figure.indicator,
                org=figure.org,
                section=figure.section,
            )
        )


def say_other_titles(proposal: Proposal, titles: Mapping[str, str]) -> Iterator[str]:
    """Give the headings whose numbers go to a section with quite another title."""
    for heading, code in proposal.unlike.items():
        yield without_controls(
            say(
                "numbers under “{heading}” go to section {code}, “{title}”; mend the sections in"
                " report.toml if these are two things",
                heading=heading,
                code=code,
                title=titles.get(code, ""),
            )
        )


def say_proposal(proposal: Proposal) -> Iterator[str]:
    """Give the chapters, orgs and indicators that a report proposes, each with its figures."""
    for code, title in proposal.sections.items():
        yield without_controls(say("section {code}: {title}", code=code, title=title))
    for code, name in proposal.orgs.items():
        yield without_controls(say("org {code}: {name}", code=code, name=name))
    for one in proposal.indicators:
        printed = [f.printed for f in proposal.figures if f.indicator == one.code]
        shown = ", ".join(printed[:3])
        if len(printed) > 3:
            shown += say(", … ({count} numbers)", count=len(printed))
        if one.numerator:
            shown += f"; = {one.numerator} / {one.denominator}"
        if one.part_of:
            shown += say("; part of {whole}", whole=one.part_of)
        name = f"{one.name} ({one.unit})"
        yield without_controls(
            say("indicator {code}: {name}: {shown}", code=one.code, name=name, shown=shown)
        )


def _percent(share: float) -> str:
    return format_percent(Fraction(round(100 * share)), 0)
