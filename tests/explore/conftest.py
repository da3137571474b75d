"""A tiny quarter with one wrong figure, and what a pane of the desk shows."""

from collections.abc import Callable

import pytest


@pytest.fixture
def wrong(sound):
    """Resolved is printed 800 instead of 900: a sum, a part and two rates are broken; the revenue
    is sound.
    """
    sound.replace("2030Q1/figures.csv", "resolved,desk,900", "resolved,desk,800")
    return sound


@pytest.fixture(scope="session")
def html_of() -> Callable[[object], str]:
    """Give the HTML that an output widget shows."""
    return lambda pane: "".join(output["data"]["text/html"] for output in pane.outputs)
