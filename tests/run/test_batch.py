"""Tasks over executors: what is built is left out, for the builder is a function of the test."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cchc.errors import QuarterError, RequestError
from cchc.run.batch import (
    Outcome,
    Processes,
    Task,
    find_tasks,
    read_quarters,
    run_tasks,
    say_lost,
)
from cchc.run.cluster import connect_scheduler

COUNTS = {"all": 6, "error": 3, "open_error": 2, "warning": 1, "info": 2}


@pytest.fixture
def localities(tmp_path) -> Path:
    for name in ("ben-nghe/2024Q1", "an-phu/2024Q1", "an-phu/2023Q4", "an-phu/catalog", "trong"):
        (tmp_path / "localities" / name).mkdir(parents=True)
    (tmp_path / "localities" / "README.md").touch()
    return tmp_path / "localities"


def task(tmp_path: Path, locality: str, quarter: str = "2024Q1") -> Task:
    (tmp_path / "data" / locality / quarter).mkdir(parents=True)
    return Task(locality, quarter, tmp_path / "data" / locality, tmp_path / "out" / locality)


def write_summary(*given) -> None:
    from cchc.annex.manifest import (
        write_summary,
    )  # not at the top: every process of these tests would load it

    write_summary(*given)


def build(task: Task) -> Outcome:
    return Outcome(task, published=True, findings=COUNTS)


def build_or_die(task: Task) -> Outcome:
    """Take the process down as often as the file in the task's data says."""
    log = task.data / "log"
    with log.open("a", encoding="utf-8") as file:
        file.write("x")
    if log.stat().st_size <= int((task.data / "deaths").read_text(encoding="utf-8")):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.1)
    return build(task)


def raise_for_one(task: Task) -> Outcome:
    if task.locality == "b":
        raise ValueError("hỏng\nhai")
    return build(task)


def test_quarters_are_a_span_one_or_several():
    assert list(map(str, read_quarters("2023Q3..2024Q2"))) == [
        "2023Q3",
        "2023Q4",
        "2024Q1",
        "2024Q2",
    ]
    assert list(map(str, read_quarters("2024Q1, 2023Q4..2024Q1"))) == ["2023Q4", "2024Q1"]
    months = ["2023M11", "2023M12", "2024M01"]
    assert list(map(str, read_quarters("2023M11..2024M01"))) == months


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", QuarterError),
        ("2024Q5", QuarterError),
        ("2024Q1..", QuarterError),
        ("2024Q1...2024Q2", QuarterError),
        ("2024Q2..2024Q1", RequestError),
        ("2023M11..2024Q1", RequestError),
        ("1000Q1..9999Q4", RequestError),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(text, error):
    with pytest.raises(error):
        read_quarters(text)


def test_every_quarter_of_every_folder_is_a_task(localities, tmp_path):
    tasks = find_tasks(f"{localities}/*", "2023Q4..2024Q1", tmp_path)
    assert [(task.name, task.has_data) for task in tasks] == [
        ("an-phu 2023Q4", True),
        ("an-phu 2024Q1", True),
        ("ben-nghe 2023Q4", False),
        ("ben-nghe 2024Q1", True),
        ("trong 2023Q4", False),
        ("trong 2024Q1", False),
    ]
    assert tasks[0].out == tmp_path / "an-phu"


@pytest.mark.parametrize(
    ("pattern", "quarters", "says"),
    [
        ("nowhere/*", "2024Q1", "no folder meets this"),
        ("*/README.md", "2024Q1", "no folder meets this"),
        ("*", "2019Q1", "none of the 3 folders holds a quarter of 2019Q1"),
        ("*/202*", "2024Q1", "several folders are called '2024Q1'"),
    ],
)
def test_a_pattern_without_anything_to_build_is_refused(
    localities, tmp_path, pattern, quarters, says
):
    with pytest.raises(RequestError, match=says.replace("*", r"\*")):
        find_tasks(f"{localities}/{pattern}", quarters, tmp_path)


def test_outcomes_come_in_the_order_of_tasks_and_a_quarter_without_data_is_no_failure(tmp_path):
    tasks = [
        task(tmp_path, "a"),
        Task("b", "2024Q1", tmp_path / "nowhere", tmp_path),
        task(tmp_path, "c"),
    ]
    with ThreadPoolExecutor(2) as executor:
        outcomes = run_tasks(executor, tasks, build, width=2)
    assert [(outcome.task.locality, outcome.state) for outcome in outcomes] == [
        ("a", "published"),
        ("b", "no data"),
        ("c", "published"),
    ]


def test_a_task_that_raises_fails_alone(tmp_path):
    with ThreadPoolExecutor(2) as executor:
        outcomes = run_tasks(
            executor, [task(tmp_path, name) for name in "abc"], raise_for_one, width=2
        )
    assert [outcome.failed for outcome in outcomes] == [None, "ValueError: hỏng", None]


def test_a_killed_process_loses_nothing_and_one_that_always_dies_fails_alone(tmp_path):
    tasks = [task(tmp_path, name) for name in "abcd"]
    for each, deaths in zip(tasks, (0, 2, 9, 0), strict=True):
        (each.data / "deaths").write_text(str(deaths), encoding="utf-8")
    with Processes(2) as executor:
        outcomes = run_tasks(executor, tasks, build_or_die, width=2)
    assert [outcome.failed for outcome in outcomes] == [None, None, say_lost(), None]
    assert [(each.data / "log").read_text(encoding="utf-8") for each in tasks] == [
        "x",
        "xxx",
        "xxx",
        "x",
    ]


def test_without_dask_the_next_step_is_said(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with (
        pytest.raises(RequestError, match=r"pip install 'cchc\[cluster\]'"),
        connect_scheduler("tcp://127.0.0.1:1"),
    ):
        pass


def test_a_dask_cluster_builds_the_same_and_a_task_that_always_kills_its_worker_fails_alone(
    tmp_path,
):
    import dask
    import distributed

    tasks = [task(tmp_path, name) for name in "abc"]
    for each, deaths in zip(tasks, (0, 9, 1), strict=True):
        (each.data / "deaths").write_text(str(deaths), encoding="utf-8")
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    # a worker that is long in coming back would be given up for ever
    patient = {"distributed.deploy.lost-worker-timeout": "1 day"}
    with (
        dask.config.set({"distributed.worker.daemon": False, **patient}),
        distributed.LocalCluster(**settings) as cluster,
        connect_scheduler(cluster.scheduler_address) as executor,
    ):
        outcomes = run_tasks(executor, tasks, build_or_die, width=3)
    assert [outcome.failed for outcome in outcomes] == [None, say_lost(), None]


# the summary


def test_the_summary_lists_every_locality_and_quarter_with_counts_and_links(tmp_path):
    done, missing = (
        task(tmp_path, "an-phu"),
        Task("an-phu", "2023Q4", tmp_path, tmp_path / "out" / "an-phu"),
    )
    (done.out / "2024Q1").mkdir(parents=True)
    (done.out / "2024Q1" / "annex.html").touch()
    write_summary([Outcome(missing), build(done)], tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert (
        '<a href="an-phu/2024Q1/annex.html" aria-label="an-phu 2024Q1: 2 lỗi chưa có kết luận, 1'
        ' cảnh báo">' in page
    )
    assert "<td>không có số liệu</td>" in page
    lines = (tmp_path / "out" / "summary.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1:] == [
        "an-phu,2023Q4,no data,,,,,,",
        "an-phu,2024Q1,published,3,2,1,2,,an-phu/2024Q1/annex.html",
    ]


def test_the_summary_leads_to_the_edition_that_was_asked_for(tmp_path):
    done = task(tmp_path, "an-phu")
    (done.out / "2024Q1").mkdir(parents=True)
    for name in ("annex.html", "annex-official.pdf"):
        (done.out / "2024Q1" / name).touch()
    links = []
    for editions in (["annex"], ["annex-official"], ["annex", "annex-official"]):
        write_summary([build(done)], tmp_path / "out", editions)
        lines = (tmp_path / "out" / "summary.csv").read_text("utf-8-sig").splitlines()
        links.append(lines[1].rpartition("/")[2])
    assert links == ["annex.html", "annex-official.pdf", "annex.html"]


def test_what_comes_from_names_and_messages_is_text_in_the_summary(tmp_path):
    bad = Task('=1"><script>x</script>', "2024Q1", tmp_path, tmp_path)
    write_summary([Outcome(bad, failed="<img src=x> BODY & HEADS")], tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;img src=x&gt; BODY &amp; HEADS" in page
    assert (
        (tmp_path / "summary.csv")
        .read_text(encoding="utf-8-sig")
        .splitlines()[1]
        .startswith("\"'=1")
    )


def test_a_page_and_a_table_of_somebody_else_stay(tmp_path):
    (tmp_path / "index.html").write_text("<title>Của đơn vị</title>", encoding="utf-8")
    (tmp_path / "summary.csv").write_text("tên;số\n", encoding="utf-8")
    write_summary([Outcome(Task("a", "2024Q1", tmp_path, tmp_path))], tmp_path)
    assert (tmp_path / "index.html").read_text("utf-8") == "<title>Của đơn vị</title>"
    assert (tmp_path / "summary.csv").read_text("utf-8") == "tên;số\n"


def test_a_second_run_from_the_cache_gives_the_same_summary(tmp_path):
    pages = []
    for cached, seconds in ((False, 3.0), (True, 0.1)):
        each = Task("a", "2024Q1", tmp_path, tmp_path)
        write_summary([Outcome(each, None, seconds, True, COUNTS, cached)], tmp_path)
        pages.append([(tmp_path / name).read_bytes() for name in ("index.html", "summary.csv")])
    assert pages[0] == pages[1]
