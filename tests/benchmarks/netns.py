"""Hosts on one machine: network namespaces on a bridge, each with a mount namespace in which given
folders are hidden. Needs root; leaves nothing behind.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

BRIDGE, NAMES, NETWORK = "cchc-br", "cchc-h", "10.78.0"
TOOLS = ("ip", "unshare", "mount", "openssl")
LONGEST_STOP = 20.0  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Host:
    """A network namespace with an address, a folder of its own, and what runs in it."""

    number: int
    folder: Path
    hidden: Sequence[Path]
    running: list[subprocess.Popen] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{NAMES}{self.number}"

    @property
    def address(self) -> str:
        return f"{NETWORK}.{10 + self.number}"

    def start(self, command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen:
        """Start a command that sees neither the hidden folders nor the usual temporary ones."""
        home, temporary = self.folder / "home", self.folder / "tmp"
        for place in (home, temporary):
            place.mkdir(parents=True, exist_ok=True)
        mounts = "".join(f"mount -t tmpfs none '{place}'; " for place in self.hidden)
        own = {"HOME": str(home), "TMPDIR": str(temporary), "PATH": os.environ["PATH"]}
        log = (self.folder / "log").open("ab")
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.name, "unshare", "--mount", "--propagation", "private"]
            + ["sh", "-c", f'set -e; {mounts}cd "$HOME"; exec "$@"', "sh", *map(str, command)],
            env={**own, **env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self.running.append(process)
        return process

    def look(self, *command: str) -> str:
        """Run a command where the host's first process runs, and give what it prints."""
        words = ["nsenter", "-t", str(self.running[0].pid), "--mount", "--net", *command]
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout

    def processes(self) -> list[int]:
        return [pid for process in self.running for pid in descendants(process.pid)]

    def spent(self) -> float:
        """Seconds of the processors that the host's processes, and those that ended, have taken."""
        return sum(map(_spent, self.processes()))

    def traffic(self) -> tuple[int, int]:
        """Bytes that the host was sent, and that it sent."""
        counters = Path(f"/sys/class/net/{self.name}/statistics")  # seen from the bridge
        return tuple(int((counters / f"{way}_bytes").read_text()) for way in ("tx", "rx"))

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End all that runs in the host."""
        found = self.processes()
        for process in self.running:
            with suppress(ProcessLookupError):
                process.send_signal(number)
        end = time.monotonic() + LONGEST_STOP
        for process in self.running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, end - time.monotonic()))
        for pid in found:
            with suppress(ProcessLookupError):
                if number == signal.SIGKILL or process.returncode is None:
                    os.kill(pid, signal.SIGKILL)
        for process in self.running:
            process.wait()
        self.running.clear()


@contextmanager
def network(folder: Path, count: int, hidden: Sequence[Path]) -> Iterator[list[Host]]:
    """Yield hosts that reach each other and this machine, and remove them again."""
    lacking = [tool for tool in TOOLS if not shutil.which(tool)]
    if os.geteuid() or lacking:
        raise SystemExit(f"needs root and {', '.join(TOOLS)}; lacking: {lacking or 'root'}")
    if there := left_behind():
        raise SystemExit(f"hosts of another run are there: {there}")
    folders = [folder / f"host-{number}" for number in range(count)]
    hosts = []
    _ip("link", "add", BRIDGE, "type", "bridge")
    try:
        _ip("address", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for number, own in enumerate(folders):
            own.mkdir()
            others = [place for place in folders if place != own]
            host = Host(number, own, [*hidden, *others])
            hosts.append(host)
            _ip("netns", "add", host.name)
            _ip("link", "add", host.name, "type", "veth", "peer", "eth0", "netns", host.name)
            _ip("link", "set", host.name, "master", BRIDGE, "up")
            inside = ("-n", host.name)
            _ip(*inside, "address", "add", f"{host.address}/24", "dev", "eth0")
            _ip(*inside, "link", "set", "eth0", "up")
            _ip(*inside, "link", "set", "lo", "up")
        yield hosts
    finally:
        for host in hosts:
            host.stop()
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", host.name)
        with suppress(subprocess.CalledProcessError):
            _ip("link", "delete", BRIDGE)


def left_behind() -> list[str]:
    """Name what is still there of hosts: namespaces, links, processes in them."""
    found = subprocess.run(["ip", "-o", "link"], capture_output=True, text=True, check=True).stdout
    found += subprocess.run(["ip", "netns"], capture_output=True, text=True, check=True).stdout
    return [line for line in found.splitlines() if BRIDGE in line or NAMES in line]


def make_certificates(folder: Path) -> dict[str, Path]:
    """Make an authority and one certificate that it signed, as docs/cluster.md says."""
    folder.mkdir()
    request = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=cchc"]
    made = {name: folder / f"{name}.pem" for name in ("ca", "ca-key", "cert", "key")}
    _openssl("req", "-x509", *request, "-keyout", made["ca-key"], "-out", made["ca"])
    signed = ["-CA", made["ca"], "-CAkey", made["ca-key"]]
    _openssl("req", "-x509", *request, *signed, "-keyout", made["key"], "-out", made["cert"])
    return made


def descendants(root: int) -> list[int]:
    """List a process and all that came of it and are still there."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(entry.parent.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _spent(pid: int) -> float:
    with suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS  # own and of children that ended
    return 0.0


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
