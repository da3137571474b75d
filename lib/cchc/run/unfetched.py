"""Displays of IPython that would fetch what they show: in a kernel of a build they name its address
instead, and the annex prints a line in their place.

What a page elsewhere holds today is no part of the inputs: fetched, it would make the annex another
one tomorrow, and none at all where there is no network.
"""

from html import escape

from IPython import display


class Elsewhere(display.DisplayObject):
    """A display whose content lies at an address."""

    def _repr_html_(self) -> str:
        return f'<iframe src="{escape(str(self.url))}"></iframe>'


def fetch_nothing() -> None:
    """Keep the displays of this process from fetching anything."""
    load = display.DisplayObject.reload

    def reload(shown: display.DisplayObject) -> None:
        if shown.url is None or shown.filename is not None:
            load(shown)
        elif hasattr(shown, "embed"):  # pictures and sounds can name an address instead
            shown.embed = False
        else:
            shown.__class__ = Elsewhere

    display.DisplayObject.reload = reload
    # a still of the film, which it fetches each time it is shown
    if hasattr(display.YouTubeVideo, "_repr_jpeg_"):
        del display.YouTubeVideo._repr_jpeg_
