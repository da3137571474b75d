"""What the warm process imports and does once, so that no notebook has to."""

import builtins
import contextlib
import gc
import importlib
import io
import warnings
from collections.abc import Iterator
from types import SimpleNamespace

from cchc.model.imports import without

# what a kernel imports on its way to the first cell, then what sections import
KERNEL = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipykernel.compiler",
    "cchc.run.kernel_app",
    "IPython.core.debugger",
)
KERNEL += (
    "IPython.core.completerlib",
    "IPython.core.payloadpage",
    "matplotlib_inline.backend_inline",
)
KERNEL += ("IPython.core.oinspect", "IPython.core.logger", "IPython.extensions.storemagic")
KERNEL += ("cchc.objects.mimebundles", "tornado.platform.asyncio")
STACK = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "cchc.stats.binomial",
)


def preload() -> tuple[list[str], list[tuple]]:
    """Import the stack and fill the caches that drawing and formatting fill.

    Returns whatever was said meanwhile, and the filters for warnings that it brought, which are
    taken out again.
    """
    said: list[str] = []
    show, warnings.showwarning = (
        warnings.showwarning,
        lambda message, *rest, **more: said.append(str(message)),
    )
    before, printed = list(warnings.filters), io.StringIO()
    gc.disable()  # imports leave hardly any garbage, and are done with in a seventh less time
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            # the debugger of JupyterLab costs each kernel a tenth of a second
            with without("debugpy"):
                importlib.import_module("ipykernel.debugger")
            with _like_a_kernel():
                for name in (*KERNEL, *STACK):
                    importlib.import_module(name)
                verbs = importlib.import_module("cchc.show")
                for verb in verbs.__all__:
                    getattr(verbs, verb)
            _draw_once()
    finally:
        gc.enable()
        warnings.showwarning = show
    added = [each for each in warnings.filters if each not in before]
    set_filters(before)
    return said + printed.getvalue().splitlines(), added


@contextlib.contextmanager
def _like_a_kernel() -> Iterator[None]:
    """Answer a library that asks, as it is imported, whether it is in a kernel or a terminal.

    pandas does, and prints fewer columns of a wide frame in the one than in the other.
    """
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    try:
        yield
    finally:
        del builtins.get_ipython


def _draw_once() -> None:
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from cchc.model.numbers import format_number

    picture = Figure(figsize=(2, 2), layout="constrained")  # pyplot would remember it
    FigureCanvasAgg(picture)
    axes = picture.subplots()
    axes.barh(["a", "b"], [1, 2], hatch="//")
    axes.plot([1, 2], marker="o", label="Ậ")
    axes.legend()
    picture.savefig(io.StringIO(), format="svg")
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
    format_number(1234.5)


def set_filters(filters: list[tuple]) -> None:
    """Put these filters for warnings in the place of all."""
    kept = list(filters)
    warnings.resetwarnings()
    warnings.filters.extend(kept)
