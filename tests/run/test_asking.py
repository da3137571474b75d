"""What an executed section depends on, through real kernels: what it asked, else what it read."""

import pytest

from cchc import read_report
from cchc.model.quarter import Quarter
from cchc.report.asking_again import Answers
from cchc.run import engine
from cchc.run.cache import SectionCache
from cchc.run.engine import execute_sections
from cchc.run.section_files import plan
from cchc.run.source_hashes import read_sources

QUARTER = Quarter(2030, 1)
READ = "from cchc import read_report\nreport = read_report(quarter, data)\n"
SECTIONS = {
    "00-mot.ipynb": READ + "report.value('received', report.figures['org'].iloc[0])",
    "01-hai.ipynb": READ + "report.catalog.name('received')",
    "02-tep.ipynb": "open(f'{data}/2030Q1/figures.csv').read()",
    "03-con.ipynb": "import subprocess; subprocess.run(['true'])",
    "04-co.ipynb": "from pathlib import Path; Path(data, '2030Q1/sealed.csv').exists()",
    "05-khung.ipynb": "import pandas; pandas.read_csv(f'{data}/2030Q1/citations.csv')",
    "06-khong.ipynb": "1 + 1",
}


@pytest.fixture
def build(notebooks, write_notebook, sound, tmp_path, shared_warm):
    """Execute what must be; give the names of the sections that were."""
    for name, code in SECTIONS.items():
        write_notebook(notebooks, name, code)
    sections = plan(notebooks)
    (tmp_path / "executed").mkdir()

    def run(cold: bool = False) -> list[str]:
        sources = read_sources(QUARTER, sound.root, sections)
        answers = Answers(lambda quarter: read_report(quarter, sound.root))
        cache = SectionCache(tmp_path / "cache", sources, sound.root, answers=answers)
        given = {"quarter": "2030Q1", "data": str(sound.root)}
        results = execute_sections(
            sections, given, tmp_path / "executed", jobs=2, cache=cache, cold=cold
        )
        assert not [result.failed for result in results if result.failed]
        return [result.id for result in results if not result.cached]

    return run


@pytest.mark.parametrize("cold", [False, True], ids=["forked", "stock"])
def test_only_what_depends_on_a_change_is_executed_again(build, sound, cold):
    every = [name[:2] for name in SECTIONS]
    assert build(cold) == every
    assert build(cold) == []
    # what the first kernels asked and read decides from here on, whichever kernels come after them
    figures = sound.root / "2030Q1" / "figures.csv"
    rows = figures.read_text(encoding="utf-8").splitlines()
    at = next(n for n, row in enumerate(rows) if row.startswith("received,"))
    old = rows[at].split(",")[2]
    rows[at] = rows[at].replace(f",{old},", f",{old}1,", 1)
    figures.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert build() == ["00", "02", "03"]
    if cold:
        return  # all that follows is executed by forked ones
    indicators = sound.root / "catalog" / "indicators.csv"
    text = indicators.read_text(encoding="utf-8")
    indicators.write_text(text.replace("Hồ sơ tiếp nhận", "Hồ sơ đã nhận"), encoding="utf-8")
    assert build() == ["01", "03"]
    sound.write("2030Q1/sealed.csv", "figure,printed,value\n")
    assert build() == ["03", "04"]
    citations = sound.root / "2030Q1" / "citations.csv"
    citations.write_text(citations.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert build() == ["03", "05"]
    assert build() == []


class _Watch:
    def __init__(self, told: list[str]):
        self.told = told

    def started(self, section):
        self.told.append(f"started {section.id}")

    def finished(self, section, result):
        pass


def test_what_must_be_executed_starts_before_the_others_are_asked_what_takes_long(
    notebooks, write_notebook, sound, tmp_path, shared_warm, monkeypatch
):
    write_notebook(notebooks, "00-mot.ipynb", READ + "report.value('received', 'desk')")
    dear = READ + "from cchc.pages import overview\noverview.list_main_points(report)"
    write_notebook(notebooks, "01-hai.ipynb", dear)
    sections, told = plan(notebooks), []
    monkeypatch.setattr(engine, "begin_workers", lambda: told.append("begun"))

    class Listed(Answers):
        def _digest(self, path):
            told.extend(["asked"] * (path[-1][0] == "last"))
            return super()._digest(path)

    for value in ("1.000", "1.001"):
        text = "indicator,org,printed,section,place,window_start,window_end,note\n"
        sound.write("2030Q1/figures.csv", f"{text}received,desk,{value},I.1,đoạn,,,\n")
        (tmp_path / value).mkdir()
        told.clear()
        sources = read_sources(QUARTER, sound.root, sections)
        answers = Listed(lambda quarter: read_report(quarter, sound.root))
        cache = SectionCache(tmp_path / "cache", sources, sound.root, answers=answers)
        given = {"quarter": "2030Q1", "data": str(sound.root)}
        execute_sections(sections, given, tmp_path / value, cache=cache, watch=_Watch(told))
    assert told[:3] == ["begun", "started 00", "asked"]
