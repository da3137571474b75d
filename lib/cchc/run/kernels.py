"""Where kernels come from: this Python, a private folder, and the same surroundings everywhere.

Kernels are forked from a warm process that has imported the stack, or are stock ones; both give the
same bytes.
"""

import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .private import private_folder

SENT = "cchc_sent"  # in the metadata of a reply: how many messages came before it
REPORT = "report"  # file of a private folder: what the build has read, for kernels that are forked
# a socket address holds 107 bytes on Linux and 103 on macOS; jupyter_client appends "-ipc-5"
LONGEST_SOCKET_FOLDER = 70
LONGEST_STOP = 10.0  # seconds


# what reaches kernels, and so the results, in one form alone
PINNED = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "CCHC_LANG": "vi",
    # sums in another order give other last digits; and sections already run side by side
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # the debugger would print a warning on frozen modules for every kernel
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
# what says how wide, coloured, strict or talkative a machine is; where things lie is let through
_LEFT_OUT = re.compile(
    r"COLUMNS|LINES|TERM|FORCE_COLOR|NO_COLOR|CLICOLOR\w*|LANGUAGE|LC_\w+|TZDIR|SOURCE_DATE_EPOCH|"
    r"PYTHON(?!PATH$|HOME$|PYCACHEPREFIX$|DONTWRITEBYTECODE$)\w*|"
    r"MPL(?!CONFIGDIR$)\w*|MATPLOTLIB\w*|I?PYTHON(DIR|_\w+)|IPYKERNEL_\w+|JUPYTER\w*|JPY_\w+"
)


def kernel_environment(
    private: Path, given: Mapping[str, str] | None = None, language: str = "vi"
) -> dict[str, str]:
    """Give the environment of a kernel: that of this process without what keeps results apart.

    `private` is a folder of this build alone; an empty IPython profile and matplotlibrc are laid in
    it, so that neither start-up files nor styles of the user are read. `language` is that of
    messages; what a notebook shows is in Vietnamese everywhere.
    """
    profile = private / "ipython"
    profile.mkdir(exist_ok=True)
    style = private / "matplotlibrc"
    style.touch()
    here = os.environ if given is None else given
    passed = {name: value for name, value in here.items() if reaches_kernels(name)}
    if passed.get("PYTHONPATH"):  # kernels run in the folder of the notebooks
        folders = passed["PYTHONPATH"].split(os.pathsep)
        passed["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, folders))
    own = {"IPYTHONDIR": str(profile), "MATPLOTLIBRC": str(style), "CCHC_LANG": language}
    return passed | PINNED | own


def reaches_kernels(name: str) -> bool:
    """Tell whether a kernel sees a variable as the user set it."""
    return name not in PINNED and not _LEFT_OUT.fullmatch(name)


def list_fonts() -> None:
    """Let matplotlib list the machine's fonts once, before stock kernels look for the list.

    Where there is none yet, as in a new home, each of them would make it, and say in the notebook
    that this takes a while: on a slow machine alone.
    """
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    import matplotlib.font_manager  # noqa: F401 - reads the list, or makes it


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
                [sys.executable, "-P", "-m", "cchc.run.warm", str(listener.fileno()), str(reader)],
                pass_fds=(listener.fileno(), reader),
                env=kernel_environment(private),
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
