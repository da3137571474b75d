"""The workers of a Dask cluster, as an executor of builds."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from cchc.errors import RequestError
from cchc.language import say


@contextmanager
def connect_scheduler(address: str) -> Iterator[Executor]:
    """Yield the workers of a running Dask cluster; they must see the same files under the same
    names.

    Raises RequestError where `distributed` is not installed, nobody answers, or no worker could
    start kernels.
    """
    try:
        from distributed import Client
    except ImportError:
        raise RequestError(
            say(
                "--scheduler needs the package distributed; install it with: pip install"
                " 'cchc[cluster]'"
            )
        ) from None
    try:
        client = Client(address, timeout=60)
    except (OSError, ValueError) as error:
        told = say(
            "--scheduler {address}: no scheduler answers there ({error})",
            address=address,
            error=error,
        )
        raise RequestError(told) from None
    with client:
        bound = client.run(_may_not_start_processes).values()
        if not bound:
            raise RequestError(
                say(
                    "--scheduler {address}: it has no workers; start some with: dask worker"
                    " {address}",
                    address=address,
                )
            )
        if any(bound):
            raise RequestError(
                say(
                    "--scheduler {address}: its workers may not start processes, so no kernel;"
                    " start them with DASK_DISTRIBUTED__WORKER__DAEMON=False in the environment",
                    address=address,
                )
            )
        yield client.get_executor(pure=False)


def _may_not_start_processes() -> bool:
    return multiprocessing.current_process().daemon
