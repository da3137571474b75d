"""The process that workers are forked from: there as soon as it is begun, gone when it is ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

LOOK = """
import os, re
from multiprocessing import forkserver
from pathlib import Path
from cchc.run.workers import begin_workers, end_workers
begin_workers()
process = forkserver._forkserver._forkserver_pid
print(re.search(r"SigBlk:\\s*(\\w+)", Path(f"/proc/{process}/status").read_text())[1])
end_workers()
print(Path(f"/proc/{process}").exists())
begin_workers()
print(forkserver._forkserver._forkserver_pid != process)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks at /proc")
def test_ctrl_c_does_not_reach_it_while_it_imports_and_it_ends_at_once():
    looked = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, env=dict(os.environ)
    )
    blocked, there, another = looked.stdout.split()
    assert int(blocked, 16) & 1 << (signal.SIGINT - 1)
    assert (there, another, looked.stderr) == ("False", "True", "")
