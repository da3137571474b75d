"""Where kernels come from: this Python, a private folder, and the same surroundings everywhere.

This is the place for kernels forked from a warm process: another manager class, chosen in `manager_class`.
"""

import itertools
import os
import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

# a socket address holds 107 bytes on Linux and 103 on macOS; jupyter_client appends "-ipc-5"
LONGEST_SOCKET_FOLDER = 70
PRIVATE = "CCHC_KERNEL_FOLDER"

_number = itertools.count(1)


def kernel_environment(private: Path) -> dict[str, str]:
    """Variables that keep the machine and its user out of the results of a kernel.

    `private` is a folder of this build alone; an empty IPython profile and matplotlibrc are laid in it, so
    that neither start-up files nor styles of the user are read.
    """
    profile = private / "ipython"
    profile.mkdir(exist_ok=True)
    style = private / "matplotlibrc"
    style.touch()
    return {
        PRIVATE: str(private),
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


class SectionKernel(AsyncKernelManager):
    """A kernel of the very Python that runs cchc, whatever the notebook or the user's kernelspecs name.

    It is spoken to through sockets in the build's private folder: no port to race for, none open to others.
    """

    def __init__(self, **settings):
        super().__init__(**settings)
        private = os.environ.get(PRIVATE, "")
        if private and os.name == "posix" and len(private) <= LONGEST_SOCKET_FOLDER:
            self.transport = "ipc"
            # with no connection file jupyter_client falls back to one relative address for all kernels
            self.connection_file = os.path.join(private, f"{os.getpid()}-{next(_number)}.json")
            self.ip = self.connection_file.removesuffix(".json") + "-ipc"

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


def manager_class() -> type[AsyncKernelManager]:
    """Class of kernel manager for this build."""
    return SectionKernel
