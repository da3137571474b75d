"""rules.yml: relations that indicators.csv cannot express, as people write them."""

import re
from pathlib import Path
from typing import Any

import yaml

from cchc.language import say

from .problems import Problem
from .toml_yaml import say_yaml_fault

RULE_KEYS = {
    "rule",
    "says",
    "expr",
    "orgs",
    "section",
    "severity",
    "counts_orgs",
    "listed",
    "indicator",
    "tolerance",
    "when",
    "quarters",
}
# an amount or a share, with a decimal comma
TOLERANCE = r"\d+(,\d+)?%?"
LONGEST_RULES_FILE = 1_000_000


def read_rules_file(path: Path, problems: list[Problem]) -> tuple[dict[str, Any], ...]:
    """Read the entries of rules.yml, adding what is wrong with them to `problems`."""
    shown = "data/catalog/rules.yml"
    try:
        text = path.read_bytes()
        if len(text) > LONGEST_RULES_FILE:
            problems.append(
                Problem(
                    shown,
                    say(
                        "{size} bytes are too many for a list of rules; split or shorten it",
                        size=len(text),
                    ),
                )
            )
            return ()
        entries = yaml.load(text, Loader=_PlainLoader)
    except FileNotFoundError:
        problems.append(Problem(shown, say("the file is missing; an empty list is written []")))
        return ()
    except _StandsTwice as error:
        says = say(
            "line {line}: the key {key} stands twice in one rule; keep one of them",
            line=error.problem_mark.line + 1,
            key=error.problem,
        )
        problems.append(Problem(shown, says))
        return ()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(Problem(shown, say_yaml_fault(error, text.decode(errors="replace"))))
        return ()
    if not isinstance(entries, list):
        problems.append(
            Problem(shown, say("must be a list of rules, each beginning with '- rule: name'"))
        )
        return ()
    good = []
    for number, entry in enumerate(entries, 1):
        says = _rule_fault(entry)
        if says:
            problems.append(Problem(shown, say("rule {number}: {says}", number=number, says=says)))
        else:
            good.append(entry)
    names = [entry["rule"] for entry in good]
    problems += [
        Problem(shown, say("rule {name} stands twice; give one another name", name=repr(n)))
        for n in dict.fromkeys(names)
        if names.count(n) > 1
    ]
    return tuple(good)


def _rule_fault(entry: Any) -> str | None:
    if not isinstance(entry, dict) or not all(isinstance(v, str) for v in entry.values()):
        return say(
            "must be names with texts: rule, says, expr, orgs, section, severity; a number stands"
            " in quotes"
        )
    if unknown := set(entry) - RULE_KEYS:
        first, known = sorted(map(str, unknown))[0], ", ".join(sorted(RULE_KEYS))
        return say("unknown key {key}; known are {known}", key=repr(first), known=known)
    name = repr(entry.get("rule", ""))
    if missing := {"rule", "says", "section", "severity"} - set(entry):
        return say("{name} lacks {missing}", name=name, missing=", ".join(sorted(missing)))
    if len({"expr", "counts_orgs", "listed"} & set(entry)) != 1:
        return say("{name} needs one of expr, counts_orgs, listed", name=name)
    for key in ("tolerance", "when"):
        if key in entry and "expr" not in entry:
            return say("{name}: {key} belongs to a rule with expr", name=name, key=key)
    tolerance = entry.get("tolerance", "0")
    if not re.fullmatch(TOLERANCE, tolerance):
        return say(
            "{name}: tolerance {given} is neither an amount such as 0,5 nor a share such as 1%",
            name=name,
            given=repr(tolerance),
        )
    quarters = entry.get("quarters", "")
    if not set(quarters.split()) <= {"1", "2", "3", "4"}:
        return say(
            "{name}: quarters {given} are not numbers from 1 to 4", name=name, given=repr(quarters)
        )
    if entry["severity"] not in ("error", "warning", "info"):
        return say(
            "{name}: severity {given} is not error, warning or info",
            name=name,
            given=repr(entry["severity"]),
        )
    return None


class _StandsTwice(yaml.MarkedYAMLError):
    """A key is given twice in one mapping: the problem is the key."""


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few lines of nested aliases would expand to gigabytes."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.composer.ComposerError(
                None, None, "aliases are not allowed", self.peek_event().start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key.value, str)):
            if key.value in seen:
                raise _StandsTwice(None, None, key.value, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)
