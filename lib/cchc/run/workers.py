"""The processes that drive kernels: as many as asked for, and gone when the build is."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import current_process, get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.util import Finalize
from pathlib import Path

from cchc.errors import RequestError
from cchc.language import say, say_system, spoken_language

from .kernels import kernel_environment
from .private import private_folder

SHARED_MEMORY = "/dev/shm"  # where Linux keeps semaphores; elsewhere there is no such folder


class Workers(ProcessPoolExecutor):
    """A process pool that Ctrl-C on the terminal does not reach: the build itself ends it.

    Raises RequestError where the system lets processes share no semaphores.
    """

    def __init__(self, *given, **named) -> None:
        try:
            super().__init__(*given, **named)
        except OSError as error:
            raise RequestError(say_sharing(error)) from error

    def submit(self, work: Callable, /, *given, **named) -> Future:
        with _held_interrupts():  # a worker that this starts keeps them held
            return super().submit(work, *given, **named)


def say_sharing(error: OSError) -> str:
    """Say what the system refused when processes were to share semaphores, and the next step."""
    return say(
        "{place}: {why}; the processes of a build wait for each other through it; let it be written"
        " (mount -o remount,rw,size=64m {place}), or ask whoever set up this machine",
        place=SHARED_MEMORY,
        why=say_system(error),
    )


@contextmanager
def workers(width: int, private: Path) -> Iterator[Executor]:
    """Yield an executor of `width` processes; an error in the block stops what they are doing at
    once.

    However this process ends, they end with it: each watches a pipe whose other end only this
    process holds.
    """
    context = begin_workers()
    reader, writer = context.Pipe(duplex=False)
    environment = kernel_environment(private, language=spoken_language())
    executor = Workers(width, context, initializer=_prepare, initargs=(reader, environment))
    try:
        yield executor
    except BaseException:
        writer.close()
        executor.shutdown(cancel_futures=True)
        raise
    else:
        executor.shutdown()
    finally:
        writer.close()
        reader.close()


def begin_workers() -> BaseContext:
    """Start the clean process that workers are forked from, where the system has such a thing: it
    imports papermill while the caller goes on. One that was begun is found again.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    from multiprocessing import resource_tracker
    from multiprocessing.forkserver import ensure_running  # there is none on Windows

    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", "cchc.run.chapter", "cchc.run.before_forks"])
    sockets = current_process()._config.get("tempdir")
    if not (sockets and Path(sockets).is_dir()):
        _own_sockets()
    # so that it takes no file for a library that merely lies in the working directory
    with _environment(PYTHONSAFEPATH="1"):
        resource_tracker.ensure_running()  # as it starts it lets interrupts through again
        with _held_interrupts():
            ensure_running()
    return context


def end_workers() -> None:
    """End the process that workers are forked from, be it still importing: as long as it is there,
    whoever reads what this process prints waits for more.
    """
    if "forkserver" not in get_all_start_methods():
        return
    from multiprocessing import forkserver

    running = forkserver._forkserver._forkserver_pid
    if running is not None:
        with suppress(ProcessLookupError):
            os.kill(running, signal.SIGKILL)
        forkserver._forkserver._stop()


def _own_sockets() -> None:
    """Let this process keep the sockets of multiprocessing in a folder that the next build clears
    away if this one is killed, and whose path is short.

    There is no other way to say where they go. Where the folder has been cleared away meanwhile,
    the server that listened there ends and another is started.
    """
    from multiprocessing import forkserver  # there is none on Windows

    with suppress(FileNotFoundError):  # its socket went with the folder
        forkserver._forkserver._stop()
    stack = ExitStack()
    current_process()._config["tempdir"] = str(stack.enter_context(private_folder()))
    Finalize(None, stack.close, exitpriority=-100)


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _prepare(life: Connection, environment: dict[str, str]) -> None:
    end_with(life, _leave)
    # where one worker has ended the pool tells the others to, at times before the pipe does
    signal.signal(signal.SIGTERM, lambda *_: _leave())
    os.environ.clear()  # those of the process that forked this one may be older
    os.environ.update(environment)
    # failures are told once, by the result
    logging.getLogger("papermill").addHandler(logging.NullHandler())
    logging.getLogger("papermill").propagate = False


def end_with(life: Connection, leave: Callable[[], None]) -> None:
    """Call `leave` once the other end of the pipe is closed, which its holder's death does, too.

    Ctrl-C on the terminal is for that holder, which then ends this process in order.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    def wait() -> None:
        life.poll(None)
        leave()

    threading.Thread(target=wait, daemon=True).start()


def _leave() -> None:
    # nothing of this process is worth keeping; a fork would notice, a stock kernel's children would
    # not
    forked = sys.modules.get("cchc.run.forked")
    if forked:
        forked.end_stock_kernels()
    os._exit(1)


@contextmanager
def _held_interrupts() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
