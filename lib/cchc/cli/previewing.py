"""The command that shows an annex while it is being written."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cchc.errors import RequestError
from cchc.language import say

from .options import DataOption, NotebooksOption, count_cores
from .terminal import told_plainly

PORT = 8899


@told_plainly()
def preview(
    quarter: Annotated[
        str, typer.Argument(metavar="[QUARTER]", help="Year and quarter. (default: the newest)")
    ] = "",
    data: DataOption = None,
    notebooks: NotebooksOption = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="Where to serve; 0: any free port.")
    ] = PORT,
    until_closed: Annotated[
        bool, typer.Option("--until-closed", help="End when the standard input is closed.")
    ] = False,
) -> None:
    """Show the annex in a browser on this machine and follow every file that is saved: notebooks,
    data, library.
    """
    import asyncio
    import signal
    from socket import AF_INET, SOCK_STREAM, socket

    from cchc.preview.serving import LibraryChanged, Serving, start_again
    from cchc.preview.session import Session
    from cchc.publish.request import CACHE
    from cchc.run.contents import GENERAL
    from cchc.run.descriptors import allow_files
    from cchc.run.private import private_folder
    from cchc.run.section_files import find_project

    allow_files()
    project = find_project(Path.cwd())
    asked = {"quarter": quarter, "data": data or project / "data"}
    asked |= {"notebooks": notebooks or project / "notebooks", "jobs": count_cores() + 1}
    asked["general"] = project / "notebooks" / GENERAL
    taken = os.environ.pop("CCHC_PREVIEW_SOCKET", "")
    listener = socket(fileno=int(taken)) if taken else socket(AF_INET, SOCK_STREAM)
    if not taken:
        from socket import SO_REUSEADDR, SOL_SOCKET

        listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            raise RequestError(
                say("port {port} is taken; choose another with --port", port=port)
            ) from None
        listener.listen(64)
    listener.setblocking(False)
    follow = Path(sys.modules[Session.__module__].__file__).with_name("follow.js")

    async def serve() -> None:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, ended.set)
        if until_closed:
            loop.add_reader(sys.stdin.fileno(), lambda: os.read(0, 1024) or ended.set())
        with private_folder() as private:
            session = Session(
                asked, private, project / "outputs" / CACHE, follow.read_text("utf-8")
            )
            folders = [asked["data"], asked["notebooks"]]
            serving = Serving(session, folders, lambda line: print(line, file=sys.stderr))
            print(
                say(
                    "preview: http://127.0.0.1:{port}/ (Ctrl-C ends it)",
                    port=listener.getsockname()[1],
                ),
                flush=True,
            )
            await serving.run(listener, ended)

    try:
        asyncio.run(serve())
    except LibraryChanged:
        start_again(listener)
