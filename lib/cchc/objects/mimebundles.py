"""What a kernel is taught: frames and charts that a cell shows carry what the annex reads.

An extension of IPython (`%load_ext cchc.objects.mimebundles`), loaded by every kernel of a build
and wherever the library is used in a notebook. A value that cannot be read so is shown as it always
was: the annex then reads what the kernel makes of it.
"""

import sys
from collections.abc import Callable
from typing import Any

from cchc.objects import FIGURE_MIME, TABLE_MIME

MODULE = __name__  # by which a kernel is told to load this
_FRAMES = (("pandas", "DataFrame"), ("pandas", "Series"))
_FRAMES += (("pandas.core.frame", "DataFrame"), ("pandas.core.series", "Series"))
_ARTISTS = (("matplotlib.artist", "Artist"), ("matplotlib.axes._base", "_AxesBase"))
_ARTISTS += (("matplotlib.text", "Text"),)
_INLINE = "matplotlib_inline.backend_inline"


def load_ipython_extension(shell: Any) -> None:
    """Teach this shell, as `%load_ext` asks for."""
    _teach(shell)


def register_mimebundles() -> None:
    """Teach the notebook that runs; outside a notebook nothing happens."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        _teach(shell)


def _teach(shell: Any) -> None:
    formatters = shell.display_formatter
    bundles = getattr(formatters, "mimebundle_formatter", None)
    if bundles is None:
        return
    for module, name in _FRAMES:
        bundles.for_type_by_name(module, name, _bundle_table)
    bundles.for_type_by_name("pandas.io.formats.style", "Styler", _bundle_styled)
    bundles.for_type_by_name("matplotlib.figure", "Figure", _bundle_figure)
    # `<Axes: xlabel='x'>` and lists of lines say nothing, and some of them where in memory they lay
    for module, name in _ARTISTS:
        formatters.formatters["text/plain"].for_type_by_name(module, name, _write_artist)
    _show_open_charts(shell)


def _show_open_charts(shell: Any) -> None:
    """Have charts left open shown after their cell, where matplotlib was there before the shell.

    It sets itself up when it is imported into a running shell; a forked kernel has it before.
    """
    if _INLINE not in sys.modules or "matplotlib.pyplot" not in sys.modules:
        return
    import matplotlib

    if matplotlib.get_backend() not in ("inline", f"module://{_INLINE}"):
        return
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib_inline.backend_inline import configure_inline_support, flush_figures

    if flush_figures in shell.events.callbacks.get("post_execute", ()):
        return
    backend = matplotlib.get_backend()
    activate_matplotlib(backend)
    configure_inline_support(shell, backend)


def _unharmed(write: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Show a value as before where it cannot be read: no cell fails for the way it is published."""

    def attempt(value: Any) -> dict[str, Any]:
        try:
            return write(value)
        except Exception:  # whatever a value of the analyst's raises; its usual output is read then
            return {}

    return attempt


@_unharmed
def _bundle_table(value: Any) -> dict[str, Any]:
    from .frames import table

    return {TABLE_MIME: table(value).payload()}


@_unharmed
def _bundle_styled(value: Any) -> dict[str, Any]:
    from hashlib import sha256

    from .frames import table

    # a Styler names its cells at random: the name is drawn from what it shows
    name = sha256(value.to_html(table_uuid="x").encode()).hexdigest()[:8]
    read = table(value)
    return {
        TABLE_MIME: read.payload(),
        "text/html": value.to_html(table_uuid=name),
        "text/plain": value.data.to_string(max_rows=20),
    }


@_unharmed
def _bundle_figure(picture: Any) -> dict[str, Any]:
    from .describing import describe_picture, draws_nothing
    from .drawings import draw_svg
    from .figures import Figure

    empty = "hình không vẽ gì" if draws_nothing(picture) else ""
    drawn = Figure("", "", describe_picture(picture), draw_svg(picture), empty=empty)
    return {FIGURE_MIME: drawn.payload() | {"svg": drawn.svg}}


def _write_artist(artist: Any, printer: Any, cycle: bool) -> None:
    printer.text(f"<{type(artist).__name__}>")
