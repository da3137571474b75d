"""Builds on the workers of a cluster: the same annexes as here, whatever happens to workers."""

import errno
import gc
import os
import pickle
import shutil
import socket
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path

import dask
import distributed
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cchc.errors import RequestError
from cchc.publish.afar import Afar, Delivery, Order, build_here, likeness_digest, put_in_place
from cchc.publish.localities import Building, publish_many
from cchc.run.batch import Outcome, Task, find_tasks
from cchc.run.cluster import connect_scheduler
from cchc.run.hosts import Luggage
from cchc.run.parcels import Parcel, pack_common, pack_folder
from cchc.run.published import read_manifest, verify_annex

QUARTER = "2030Q1"
LONGEST = 900  # seconds, only so that a test that waits for what never comes ends at all
PARAMETERS = 'quarter: str = ""  # quý\ndata: str = "../data"  # thư mục dữ liệu'
READ = "from cchc import read_report, show\nreport = read_report(quarter, data)"
TABLE = """show.tabulate(
    report.values(["received", "resolved"], "desk")[["name", "printed"]],
    id="ho-so", title="Hồ sơ", source="Báo cáo",
)"""
HTML = {"formats": ("html",), "editions": ("internal", "official")}


def write_notebook(folder: Path, *code: str) -> None:
    cells = [new_markdown_cell("# Hồ sơ", id="title")]
    cells += [new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(text, id=f"code-{number}") for number, text in enumerate([READ, *code])]
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), folder / "01-ho-so.ipynb")


@pytest.fixture
def project(sound, tmp_path, shared_warm, warm_for_all, monkeypatch) -> Path:
    """Two localities alike but for their figures, and one whose figures cannot be read."""
    monkeypatch.setattr("cchc.run.hosts.warm_kernels", warm_for_all)
    root = tmp_path / "project"
    write_notebook(root / "notebooks", TABLE)
    for name in ("an-phu", "ben-nghe", "cho-lon"):
        shutil.copytree(sound.root, root / "localities" / name)
    figures = {
        name: root / "localities" / name / QUARTER / "figures.csv"
        for name in os.listdir(root / "localities")
    }
    text = figures["an-phu"].read_text(encoding="utf-8")
    figures["ben-nghe"].write_text(f"{text}\n", encoding="utf-8")
    figures["cho-lon"].write_text("x\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Two workers with a folder of their own."""
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    place = tmp_path_factory.mktemp("workers")
    # a worker that is long in coming back would be given up for ever
    patient = {"distributed.deploy.lost-worker-timeout": "1 day"}
    with (
        dask.config.set({"distributed.worker.daemon": False, **patient}),
        distributed.LocalCluster(**settings, local_directory=place) as cluster,
    ):
        yield cluster.scheduler_address


def tasks_of(project: Path, out: Path) -> list[Task]:
    return find_tasks(f"{project}/localities/*", QUARTER, out)


def publish_afar(project: Path, out: Path, address: str, **more):
    tasks, building = tasks_of(project, out), Building(project / "notebooks", **HTML, **more)
    with connect_scheduler(address) as cluster, Afar(cluster, tasks, building) as executor:
        return publish_many(executor, tasks, out, building, width=executor.room), executor.traffic


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


class Here:
    """An executor that works at once, in this process."""

    def submit(self, work, *given) -> Future:
        future = Future()
        future.set_result(work(*given))
        return future


def publish_here(project: Path, out: Path):
    building = Building(project / "notebooks", **HTML)
    return publish_many(Here(), tasks_of(project, out), out, building, width=1)


def test_a_cluster_gives_the_same_bytes_as_this_machine_and_sends_nothing_twice(
    project, address, tmp_path, monkeypatch
):
    # with stock kernels there and forked ones here, which give the same bytes
    outcomes, traffic = publish_afar(project, tmp_path / "away", address, cold=True)
    assert [outcome.state for outcome in outcomes] == ["published", "published", "failed"]
    assert outcomes[2].failed.startswith(f"data/{QUARTER}/figures.csv")
    here = publish_here(project, tmp_path / "here")
    assert [outcome.failed for outcome in here] == [outcome.failed for outcome in outcomes]
    ours, theirs = tree(tmp_path / "here"), tree(tmp_path / "away")
    assert f"an-phu/{QUARTER}/annex-official.html" in ours
    assert ours == theirs
    assert set(traffic.laid.values()) == {1}, "once to each worker"
    assert 0 < traffic.sent < traffic.luggage, "three figures.csv; all else is common"
    again, second = publish_afar(project, tmp_path / "away", address, cold=True)
    assert [outcome.cached for outcome in again] == [True, True, False]
    assert second.received == 0
    assert tree(tmp_path / "away") == theirs


def test_a_worker_that_is_killed_in_its_work_costs_nothing_but_time(project, address, tmp_path):
    # both workers are at work when the kernel kills the one that it belongs to, once
    mark = tmp_path / "killed"
    kill = f"""import os, signal
from pathlib import Path
def above(pid): return int(Path(f"/proc/{{pid}}/stat").read_text().rpartition(")")[2].split()[1])
if data and not Path({str(mark)!r}).exists():
    Path({str(mark)!r}).touch()
    os.kill(above(os.getppid()), signal.SIGKILL)"""
    if not Path("/proc/self/stat").exists():
        pytest.skip("parents are found in /proc")
    write_notebook(project / "notebooks", kill, TABLE)
    with distributed.Client(address, set_as_default=False) as client:
        before = set(client.run(os.getpid).values())
        outcomes, _ = publish_afar(project, tmp_path / "away", address)
        client.wait_for_workers(2, timeout=LONGEST)
        after = set(client.run(os.getpid).values())
    assert mark.exists()
    assert before - after, "a worker was killed"
    assert [outcome.state for outcome in outcomes] == ["published", "published", "failed"]
    assert verify_annex(tmp_path / "away" / "an-phu" / QUARTER, data=None, notebooks=None)[1] == []


def test_nothing_of_the_machine_that_asks_is_read_where_it_is_built(project, tmp_path):
    (task, *_) = tasks_of(project, tmp_path / "away")
    publish_here(project, tmp_path / "here")
    common = pack_common({task.data for task in tasks_of(project, tmp_path)})
    luggage = Luggage("a", pack_folder(project / "notebooks"), common)
    building = Building(project / "notebooks", **HTML)
    data = pack_folder(task.data, common)
    order = Order(task.locality, task.quarter, data, building, likeness_digest(), "en")
    sent = pickle.dumps((order, luggage))
    project.rename(tmp_path / "elsewhere")
    delivery = build_here(*pickle.loads(sent))
    (tmp_path / "elsewhere").rename(project)
    put_in_place(delivery.annex, task)
    ours, theirs = (tree(tmp_path / where / "an-phu") for where in ("here", "away"))
    assert ours == theirs


def order_for(task: Task, project: Path, **more) -> tuple[Order, Luggage]:
    building = Building(project / "notebooks", cold=True, **HTML)
    told = {"likeness": likeness_digest(), "language": "en", **more}
    luggage = Luggage("b", pack_folder(project / "notebooks"))
    return Order(task.locality, task.quarter, pack_folder(task.data), building, **told), luggage


def test_a_worker_with_other_versions_and_one_with_a_full_disk_say_that_it_is_theirs(
    project, tmp_path, monkeypatch
):
    (task, *_) = tasks_of(project, tmp_path)
    delivery = build_here(*order_for(task, project, likeness="other"))
    assert delivery.fault == "its versions are not those of the machine that asks"

    def fill(*given, **named):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("cchc.run.hosts.unpack_folder", fill)
    delivery = build_here(*order_for(task, project))
    assert delivery.fault == "the disk is full"
    assert not delivery.annex.names


class Hosts:
    """Two hosts, one of which has no room on its disk: it answers first as long as it is asked."""

    def __init__(self, healthy: bool):
        self.lost, self.avoided, self.healthy = "", [], healthy

    def share(self, value, name):
        return value

    def avoid(self, worker, why):
        self.avoided.append((worker, why))

    def submit(self, work, order, luggage) -> Future:
        future = Future()
        if self.healthy and self.avoided:
            future.set_result(work(order, luggage))
        else:
            outcome = Outcome(Task(order.locality, order.quarter, Path(), Path()))
            future.set_result(Delivery(outcome, Parcel(), "tcp://b:1", 1, "the disk is full"))
        return future


@pytest.mark.parametrize("healthy", [True, False])
def test_what_a_sick_host_could_not_build_goes_to_another(project, tmp_path, healthy):
    hosts, tasks = Hosts(healthy), tasks_of(project, tmp_path / "out")[:1]
    building = Building(project / "notebooks", cold=True, **HTML)
    with Afar(hosts, tasks, building) as executor:
        (outcome,) = publish_many(executor, tasks, tmp_path / "out", building, width=1)
    assert hosts.avoided[0] == ("tcp://b:1", "the disk is full")
    if healthy:
        assert outcome.state == "published"
    else:
        assert outcome.failed == "tcp://b:1: the disk is full"


def test_a_sick_host_gets_no_more_work_unless_it_is_the_last():
    told: list[str] = []
    settings = {"protocol": "tcp://", "dashboard_address": "127.0.0.1:0", "processes": False}
    with (
        distributed.LocalCluster(1, threads_per_worker=1, **settings) as cluster,
        connect_scheduler(cluster.scheduler_address, told.append) as found,
    ):
        (worker,) = found._workers
        found.avoid(worker, "full")
        assert (found.workers, told) == (1, [])
        found._workers.add("tcp://10.9.9.9:1")
        found.avoid(worker, "full")
        assert (found.workers, told) == (1, [f"{worker} and its host get no more work: full"])


# putting in place


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("kept") / "out"


@pytest.fixture
def arrived(project, tmp_path, kept) -> tuple[Task, Parcel]:
    """An annex that was built elsewhere, and one of before in its place; built once, for it is as
    good in another folder.
    """
    if not kept.exists():
        publish_here(project, kept)
    shutil.copytree(kept, tmp_path / "out")
    (task, *_) = tasks_of(project, tmp_path / "out")
    return task, pack_folder(task.out / QUARTER)


def test_what_is_not_the_annexes_own_and_editions_that_are_still_right_stay(arrived):
    task, annex = arrived
    (task.out / QUARTER / "ghi-chu.txt").write_text("của tôi", encoding="utf-8")
    names = {name: digest for name, digest in annex.names.items() if "official" not in name}
    before = (task.out / QUARTER / "annex-official.html").read_bytes()
    put_in_place(Parcel(names, annex.contents), task)
    assert (task.out / QUARTER / "ghi-chu.txt").read_text(encoding="utf-8") == "của tôi"
    assert (task.out / QUARTER / "annex-official.html").read_bytes() == before
    assert "annex-official.html" in read_manifest(task.out / QUARTER)["outputs"]
    differing = verify_annex(task.out / QUARTER, data=None, notebooks=None)[1]
    assert differing == [f"{QUARTER}/ghi-chu.txt is new"]


def test_data_that_changed_on_the_way_keep_the_annex_that_was_there(arrived):
    task, annex = arrived
    before = tree(task.out)
    with (task.data / QUARTER / "figures.csv").open("a") as file:
        file.write("\n")
    with pytest.raises(RequestError, match=r"figures\.csv changed while the annex was being built"):
        put_in_place(annex, task)
    assert tree(task.out) == before


def test_an_annex_that_arrives_damaged_keeps_the_one_that_was_there(arrived):
    task, annex = arrived
    before = tree(task.out)
    contents = dict(list(annex.contents.items())[1:])
    with pytest.raises(RequestError, match="did not arrive as it was sent"):
        put_in_place(Parcel(annex.names, contents), task)
    assert tree(task.out) == before


def test_a_folder_of_somebody_else_is_told_before_anything_is_sent(project, address, tmp_path):
    other = tmp_path / "away" / "an-phu" / QUARTER
    other.mkdir(parents=True)
    (other / "thesis.txt").touch()
    outcomes, _ = publish_afar(project, tmp_path / "away", address, cold=True)
    assert "this is not an annex" in outcomes[0].failed
    assert str(tmp_path) not in outcomes[0].failed
    assert [outcome.state for outcome in outcomes] == ["failed", "published", "failed"]
    assert os.listdir(other) == ["thesis.txt"]


# a cluster that is none


def refuse(address: str, match: str) -> None:
    with pytest.raises(RequestError, match=match), connect_scheduler(address):
        pass


def test_workers_that_would_give_other_annexes_are_refused_before_work_starts(address, monkeypatch):
    from cchc.run.likeness import read_likeness

    other = {**read_likeness(), "pandas": "0.1"}
    monkeypatch.setattr("cchc.run.cluster.read_likeness", lambda: other)
    refuse(
        address,
        r"127\.0\.0\.1:\d+ would not give the same annexes: pandas is .* there and 0\.1 here",
    )


@pytest.mark.parametrize(
    ("settings", "daemon", "says"),
    [
        ({"n_workers": 0}, False, "it has no workers; start some with: dask worker tcp://"),
        (
            {"n_workers": 1, "threads_per_worker": 2, "processes": False},
            False,
            "runs 2 tasks at once .* --nthreads 1",
        ),
        ({"n_workers": 1, "threads_per_worker": 1}, True, "DASK_DISTRIBUTED__WORKER__DAEMON=False"),
    ],
)
def test_workers_that_cannot_build_are_refused_with_what_to_do(settings, daemon, says):
    with (
        dask.config.set({"distributed.worker.daemon": daemon}),
        distributed.LocalCluster(
            **settings, protocol="tcp://", dashboard_address="127.0.0.1:0"
        ) as cluster,
    ):
        refuse(cluster.scheduler_address, says)


def test_an_encrypted_address_without_a_certificate_says_what_lacks():
    refuse("tls://127.0.0.1:1", r"needs a certificate of this machine.*docs/cluster\.md")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "elsewhere://x:1", "host-without-port"])
def test_where_nobody_answers_the_address_is_named(monkeypatch, address):
    monkeypatch.setattr("cchc.run.cluster.LONGEST_CONNECT", 1)
    refuse(address, f"--scheduler {address}: no scheduler answers there")


def test_a_worker_that_joins_is_looked_at_and_told_where_it_gets_no_work(monkeypatch):
    monkeypatch.setattr("cchc.run.cluster.BETWEEN_LOOKS", -1)
    told: list[str] = []
    settings = {"protocol": "tcp://", "dashboard_address": "127.0.0.1:0", "processes": False}
    with (
        distributed.LocalCluster(1, threads_per_worker=1, **settings) as cluster,
        connect_scheduler(cluster.scheduler_address, told.append) as found,
    ):
        assert (found.workers, found.room(), told) == (1, 2, [])
        cluster.scale(2)
        cluster.wait_for_workers(2, timeout=LONGEST)
        assert (found.room(), told) == (4, [])
        found.likeness = {**found.likeness, "pandas": "0.1"}
        cluster.scale(3)
        cluster.wait_for_workers(3, timeout=LONGEST)
        assert found.room() == 4
        assert found.room() == 4
    assert len(told) == 1, "once"
    assert "joined and gets no work" in told[0]
    assert "and 0.1 here" in told[0]


@pytest.mark.parametrize("address", ["elsewhere://x:1", "tls://127.0.0.1:1"])
def test_a_refused_address_leaves_no_half_made_client(address):
    def clients() -> set[int]:
        return {id(one) for one in gc.get_objects() if type(one) is distributed.Client}

    before = clients()
    refuse(address, "--scheduler")
    assert clients() <= before, "it would wait for a minute at the end, then print a traceback"


@pytest.fixture
def apart(monkeypatch):
    """A scheduler and one worker that nobody starts again, to be killed."""
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__DAEMON", "False")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]
    address = f"tcp://127.0.0.1:{port}"
    started = {}
    words = {
        "scheduler": ["dask_scheduler", "--port", str(port)],
        "workers": ["dask_worker", address, "--no-nanny", "--nthreads", "1"],
    }
    for name, (program, *rest) in words.items():
        command = [sys.executable, "-m", f"distributed.cli.{program}", *rest, *here]
        started[name] = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    with distributed.Client(address, timeout=LONGEST, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=LONGEST)
    yield address, started
    for process in started.values():
        process.kill()
        process.wait()


@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_what_cannot_be_built_any_more_has_failed_and_is_summed_up(
    project, apart, tmp_path, lost, monkeypatch
):
    monkeypatch.setattr("cchc.run.cluster.BETWEEN_LOOKS", 0)
    monkeypatch.setattr("cchc.run.cluster.LONGEST_CONNECT", 5)
    monkeypatch.setattr("cchc.run.batch.BETWEEN_LOOKS", 0.2)
    mark = tmp_path / "begun"
    wait = f"import pathlib, time\nif data: pathlib.Path({str(mark)!r}).touch()\ntime.sleep(600)"
    write_notebook(project / "notebooks", wait)
    address, started = apart
    tasks = tasks_of(project, tmp_path / "away")
    building = Building(project / "notebooks", cold=True, **HTML)
    with (
        connect_scheduler(address, without=0.5) as found,
        Afar(found, tasks, building) as executor,
    ):

        def room() -> int:
            if mark.exists():
                started[lost].kill()
            return executor.room()

        outcomes = publish_many(executor, tasks, tmp_path / "away", building, width=room)
    assert [outcome.state for outcome in outcomes] == ["failed"] * 3
    why = {"workers": "no worker was there", "scheduler": "connection to the scheduler was lost"}
    assert why[lost] in outcomes[0].failed
    assert (tmp_path / "away" / "summary.csv").exists()
