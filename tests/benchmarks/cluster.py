"""Many localities on a Dask cluster of several hosts against the same on one machine.

    python tests/benchmarks/cluster.py [--hosts 3] [--localities 12] [--chapters 05,08] [--calm]

Network namespaces serve as hosts: an address, a home and a temporary folder of their own each, the
library installed by itself, and the data, the notebooks and the other hosts' folders hidden. TLS
throughout. Three runs: one machine (`--jobs 2`), the cluster, and the cluster while a worker is
killed, a host goes for good, a warm process is killed and a new host joins; then a worker with
another library asks to join. Annexes are compared byte by byte. All hosts share the processors of
one machine: seconds of the processors tell the cost, the clock tells nothing about a real cluster.
Needs root, ip, unshare, mount and openssl.
"""

import argparse
import filecmp
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))
from netns import Host, descendants, left_behind, make_certificates, network
from quarters import Maker

PROJECT = Path(__file__).parents[2]
PORT = 8786
WORKER = "distributed.cli.dask_worker"
SCHEDULER = "distributed.cli.dask_scheduler"
LEAST = 5  # localities
LONGEST = 1800.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--hosts", type=int, default=3)
    parser.add_argument("--localities", type=int, default=12)
    parser.add_argument("--chapters", default="05,08", help="or all")
    parser.add_argument("--formats", default="html")
    parser.add_argument("--quarter", default="2024Q2")
    parser.add_argument("--calm", dest="kills", action="store_false", help="nothing is killed")
    options = parser.parse_args()
    if options.kills and options.localities < LEAST:
        parser.error(
            f"so that something is left to do after each kill: at least {LEAST} localities"
        )
    with tempfile.TemporaryDirectory(prefix="cluster-") as folder:
        root = Path(folder)
        project = lay_project(root / "project", options)
        hidden = [project, *(PROJECT / name for name in ("data", "notebooks", "tests", "lib"))]
        # one for the scheduler, one that joins late, one with another library
        with network(root, options.hosts + 3, hidden) as hosts:
            Trial(project, hosts, make_certificates(root / "tls"), options).run()
    print("left behind:", left_behind() or "nothing")


def lay_project(folder: Path, options: argparse.Namespace) -> Path:
    """Lay a project whose localities have the real structure and numbers of their own."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / "data").mkdir()
    asked = options.chapters.split(",")
    for path in sorted((PROJECT / "notebooks").glob("*.ipynb")):
        if options.chapters == "all" or path.name[:2] in asked or not path.name[0].isdecimal():
            shutil.copy(path, folder / "notebooks")
    maker = Maker(PROJECT / "data")
    for at in range(options.localities):
        maker.write(folder / "localities" / f"xa-{at:03}", maker.make(Random(at)))
    return folder


class Trial:
    """The runs, and what is printed of them."""

    def __init__(self, project: Path, hosts: list[Host], tls: dict[str, Path], options):
        self.project, self.options, self.tls = project, options, tls
        self.scheduler, *self.hosts, self.late, self.other = hosts
        self.address = f"tls://{self.scheduler.address}:{PORT}"
        self.count, self.lost = options.localities, 0.0
        # as it is now, whoever works on it meanwhile
        self.library = project.parent / "lib"
        shutil.copytree(PROJECT / "lib", self.library)

    def run(self) -> None:
        print(f"{self.count} localities, {len(self.hosts)} hosts, {os.cpu_count()} processors")
        heads = ("wall s", "cpu s", "each", "client", "kB out", "kB back")
        print(f"{'':28}" + "".join(f"{head:>9}" for head in heads))
        local, _ = self.batch("one machine, --jobs 2", "here", "--jobs", "2")
        self.start_all()
        self.refuse_strangers()
        self.wait_for_workers()
        for host in self.hosts:
            seen = host.look("find", str(self.project), str(PROJECT / "data"), "-type", "f")
            assert not seen, f"{host.name} sees {seen}"
        print(f"{'':4}no host sees a file of {self.project} or {PROJECT / 'data'}")
        away = ("--scheduler", self.address)
        self.batch(f"{len(self.hosts)} hosts", "away", *away)
        self.compare(local, "away")
        self.batch("again, nothing changed", "away", *away)
        if self.options.kills:
            self.batch("kills, a host joins", "killed", *away, meanwhile=self.disturb)
            self.compare(local, "killed")
        self.refuse_another_version()

    def start_all(self) -> None:
        place = self.lay_host(self.scheduler)
        host = ("--host", self.scheduler.address, "--port", str(PORT))
        words = [
            sys.executable,
            "-m",
            SCHEDULER,
            *host,
            "--dashboard-address",
            "127.0.0.1:0",
            *self.flags(place),
        ]
        self.scheduler.start(words, self.surroundings(place))
        for worker in self.hosts:
            self.start_worker(worker)

    def wait_for_workers(self) -> None:
        """Let workers start before anything is measured."""
        from distributed import Client
        from distributed.security import Security

        paths = {"ca_file": "ca", "client_cert": "cert", "client_key": "key"}
        security = Security(**{f"tls_{flag}": str(self.tls[pem]) for flag, pem in paths.items()})
        with Client(self.address, security=security, timeout=LONGEST) as client:
            client.wait_for_workers(len(self.hosts), timeout=LONGEST)

    def start_worker(self, host: Host) -> None:
        place = self.lay_host(host)
        words = [sys.executable, "-m", WORKER, self.address, "--host", host.address]
        words += ["--nthreads", "1", "--dashboard-address", "127.0.0.1:0", *self.flags(place)]
        host.start(words, self.surroundings(place))

    def lay_host(self, host: Host) -> Path:
        """Install the library and the certificate on a host."""
        shutil.copytree(self.library, host.folder / "lib", dirs_exist_ok=True)
        for path in self.tls.values():
            shutil.copy(path, host.folder)
        return host.folder

    def flags(self, place: Path) -> list[str]:
        named = {"--tls-ca-file": "ca", "--tls-cert": "cert", "--tls-key": "key"}
        return [word for flag, name in named.items() for word in (flag, f"{place}/{name}.pem")]

    def surroundings(self, place: Path) -> dict[str, str]:
        settings = {"DAEMON": "False", "PROFILE__ENABLED": "False"}
        named = {f"DASK_DISTRIBUTED__WORKER__{name}": value for name, value in settings.items()}
        return {"PYTHONPATH": str(place / "lib"), **named}

    def client_surroundings(self) -> dict[str, str]:
        named = {"CA_FILE": "ca", "CLIENT__CERT": "cert", "CLIENT__KEY": "key"}
        tls = {f"DASK_DISTRIBUTED__COMM__TLS__{n}": str(self.tls[p]) for n, p in named.items()}
        return {**os.environ, "PYTHONPATH": str(self.library), **tls}

    def batch(
        self,
        title: str,
        out: str,
        *words: str,
        meanwhile: Callable[[], Iterator[str]] | None = None,
    ) -> tuple[Path, str]:
        """Run `cchc batch`, print what it cost, and give where it wrote."""
        command = [sys.executable, "-m", "cchc", "batch", "--data", "localities/*", "--quarters"]
        command += [self.options.quarter, "--formats", self.options.formats, "--lang", "en"]
        command += ["--out", out, *words]
        all_hosts = [self.scheduler, *self.hosts, self.late]
        cpu, bytes_before = self.spent(), [host.traffic() for host in all_hosts]
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=self.project,
            env=self.client_surroundings(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        told = list(meanwhile()) if meanwhile else []
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode, wall = status, time.perf_counter() - begun
        assert status == 0, said
        client = used.ru_utime + used.ru_stime
        cpu = client + self.spent() - cpu
        sent = [
            b[0] - a[0] for a, b in zip(bytes_before, map(Host.traffic, all_hosts), strict=True)
        ]
        back = [
            b[1] - a[1] for a, b in zip(bytes_before, map(Host.traffic, all_hosts), strict=True)
        ]
        numbers = (wall, cpu, cpu / self.count, client, sum(sent[1:]) / 1e3, sum(back[1:]) / 1e3)
        print(f"{title:28}" + "".join(f"{number:9.1f}" for number in numbers), flush=True)
        for line in [*told, *said.splitlines()[-1:]]:
            print(f"{'':4}{line}", flush=True)
        return self.project / out, said

    def spent(self) -> float:
        return self.lost + sum(host.spent() for host in [self.scheduler, *self.hosts, self.late])

    def disturb(self) -> Iterator[str]:
        """Do to a running batch what happens to clusters, one thing after each few annexes."""
        first, second, *_ = self.hosts
        out, step = self.project / "killed", max(1, self.count // 5)
        for done, act in enumerate((self.kill_worker, self.kill_warm, self.lose_host, self.join)):
            while len(list(out.glob("*/*/manifest.json"))) < (done + 1) * step:
                time.sleep(0.1)
            yield f"after {(done + 1) * step} annexes: {act(first, second)}"

    def kill_worker(self, first: Host, second: Host) -> str:
        pid = next(pid for pid in first.processes() if _is_worker(pid))
        os.kill(pid, signal.SIGKILL)
        return f"killed the worker of {first.name} in its work; its nanny starts another"

    def kill_warm(self, first: Host, second: Host) -> str:
        found = [pid for pid in second.processes() if "cchc.run.warm" in _command(pid)]
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return f"killed {len(found)} warm processes and kernels of {second.name}"

    def lose_host(self, first: Host, second: Host) -> str:
        last = self.hosts[-1]
        self.lost += last.spent()
        last.stop(signal.SIGKILL)
        return f"{last.name} is gone for good, with all that ran there"

    def join(self, first: Host, second: Host) -> str:
        self.start_worker(self.late)
        return f"{self.late.name} joins"

    def compare(self, local: Path, name: str) -> None:
        """Say that two folders hold the same bytes; what is kept for the next build is left out."""
        ours, theirs = list_files(local), list_files(self.project / name)
        differing = sorted(ours ^ theirs) + [
            file
            for file in sorted(ours & theirs)
            if not filecmp.cmp(local / file, self.project / name / file, shallow=False)
        ]
        assert not differing, differing
        print(f"{'':4}{len(ours)} files, the same bytes as on one machine", flush=True)

    def refuse_strangers(self) -> None:
        """Try to reach the cluster without a certificate."""
        words = f"from distributed import Client; Client('tcp://{self.scheduler.address}:{PORT}', timeout=3)"
        said = subprocess.run([sys.executable, "-c", words], capture_output=True, check=False)
        assert said.returncode, "whoever comes may run programs"
        print(f"{'':4}without a certificate nobody gets in")
        for host in (self.scheduler, self.hosts[0]):
            listening: set[str] = set()
            end = time.monotonic() + LONGEST
            while host.address not in listening and time.monotonic() < end:
                lines = host.look("ss", "-Hltn").splitlines()
                listening = {line.split()[3].rpartition(":")[0] for line in lines}
            assert listening <= {host.address, "127.0.0.1"}, listening
        print(f"{'':4}scheduler and workers listen on their hosts' own addresses alone")

    def refuse_another_version(self) -> None:
        """Let a host with another library join; batch must stop before it sends anything."""
        place = self.lay_host(self.other)
        with (place / "lib" / "cchc" / "errors.py").open("a") as file:
            file.write("# another version\n")
        self.start_worker_as_it_is(place)
        words = ["--data", "localities/*", "--quarters", self.options.quarter, "--out", "other"]
        env = {**self.client_surroundings(), "CCHC_LANG": "vi"}
        command = [sys.executable, "-m", "cchc", "batch", *words, "--scheduler", self.address]
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            said = subprocess.run(
                command, cwd=self.project, env=env, capture_output=True, text=True, check=False
            )
            if said.returncode == 2:
                break
        assert self.other.address in said.stderr, said.stderr
        print(f"{'':4}{said.stderr.strip()}")

    def start_worker_as_it_is(self, place: Path) -> None:
        words = [sys.executable, "-m", WORKER, self.address, "--host", self.other.address]
        words += ["--nthreads", "1", "--dashboard-address", "127.0.0.1:0", *self.flags(place)]
        self.other.start(words, self.surroundings(place))


def list_files(folder: Path) -> set[Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder) for path in found if ".cache" not in path.parts}


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def _is_worker(pid: int) -> bool:
    # the nanny spawns it; what the worker starts in turn is no fork of multiprocessing
    return "spawn_main" in _command(pid) and len(descendants(pid)) >= 1


if __name__ == "__main__":
    main()
