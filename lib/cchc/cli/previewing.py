"""The command that shows an annex while it is being written."""

import sys
from typing import Annotated

import typer

from cchc.language import say

from .options import DataOption, NotebooksOption, count_cores
from .places import find_chapters, find_data, find_outputs
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

    from cchc.model.quarter import Quarter, find_quarters
    from cchc.preview.serving import LibraryChanged, listen_here, serve, start_again
    from cchc.publish.request import CACHE
    from cchc.run.descriptors import allow_files

    allow_files()
    where = find_data(data)
    newest = str(max(find_quarters(where), default="")) if where.is_dir() else ""
    asked = {"quarter": str(Quarter.parse(quarter)) if quarter else newest, "data": where}
    asked |= {**find_chapters(notebooks), "jobs": count_cores() + 1}
    listener = listen_here(port)
    place = listener.getsockname()[1]
    print(say("preview: http://127.0.0.1:{port}/ (Ctrl-C ends it)", port=place), flush=True)
    try:
        asyncio.run(
            serve(asked, find_outputs(None) / CACHE, listener, _tell, until_closed=until_closed)
        )
    except LibraryChanged:
        start_again(listener)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
