"""Where kernels come from: this Python, a private folder, and the same surroundings everywhere.

Kernels are forked from a warm process that has imported the stack, or are stock ones; both give the
same bytes.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .private import private_folder

REPORT = "report"  # file of a private folder: what the build has read, for kernels that are forked
# a socket address holds 107 bytes on Linux and 103 on macOS; jupyter_client appends "-ipc-5"
LONGEST_SOCKET_FOLDER = 70
LONGEST_STOP = 10.0  # seconds


def kernel_environment(private: Path) -> dict[str, str]:
    """Variables that keep the machine and its user out of the results of a kernel.

    `private` is a folder of this build alone; an empty IPython profile and matplotlibrc are laid in
    it, so that neither start-up files nor styles of the user are read.
    """
    profile = private / "ipython"
    profile.mkdir(exist_ok=True)
    style = private / "matplotlibrc"
    style.touch()
    return {
        "IPYTHONDIR": str(profile),
        "MATPLOTLIBRC": str(style),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "LANG": "C.UTF-8",
        # sums in another order give other last digits; and sections already run side by side
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        # the debugger would print a warning on frozen modules for every kernel
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


@contextmanager
def warm_kernels() -> Iterator[str]:
    """Start the process that kernels are forked from; yield its address, or "" where the system
    cannot do that.

    It imports while the caller goes on. It ends with the block or with this process, its kernels
    with it. It knows the library as it is now: start one per build.
    """
    with private_folder() as private:
        address = str(private / "warm")
        if not _can_fork() or len(os.fsencode(address)) > LONGEST_SOCKET_FOLDER:
            yield ""
            return
        reader, writer = os.pipe()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen(128)
            process = subprocess.Popen(
                [sys.executable, "-m", "cchc.run.warm", str(listener.fileno()), str(reader)],
                pass_fds=(listener.fileno(), reader),
                env={**os.environ, **kernel_environment(private)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the build, which then ends it
            )
        os.close(reader)
        try:
            yield address
        finally:
            os.close(writer)
            # heeded as long as it is importing; then the closed pipe ends it and its kernels
            process.terminate()
            try:
                process.wait(LONGEST_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _can_fork() -> bool:
    # elsewhere a fork is not as good as a new interpreter, or a kernel could outlive its build
    if sys.platform != "linux":
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True
