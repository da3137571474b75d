"""The colours of charts, one meaning each, with what stands for them on a dark page."""

# name => on white, on a dark page; every light one differs, since a page finds them in the drawing
COLOURS = {
    "paper": ("#ffffff", "#14171b"),
    "ink": ("#1a1a1a", "#e7e9ec"),  # text, and the marks a report prints
    "soft": ("#595959", "#b3bac3"),  # text that steps back
    "rule": ("#767676", "#87919c"),  # lines that help reading
    "pale": ("#e4e7ea", "#2b323a"),  # the whole that a share is of, and the grid
    "main": ("#1f5f8f", "#6fb1e4"),  # what the chart is about
    "light": ("#a9c8e0", "#3a6286"),  # its other part
    "rest": ("#c6cbd0", "#545d67"),  # what is left, unknown or not yet done
    "warm": ("#e5b45c", "#8a6416"),  # a warning
    "alarm": ("#b3392b", "#f08a76"),  # an error, or more different than expected
}


def write_palette() -> str:
    """Write the colours as variables of a style sheet, the dark ones for dark screens."""
    light = ";".join(f"--chart-{name}:{colour}" for name, (colour, _) in COLOURS.items())
    dark = ";".join(f"--chart-{name}:{colour}" for name, (_, colour) in COLOURS.items())
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def name_colours(svg: str) -> str:
    """Let a drawing of the library take its colours from the page that holds it."""
    for name, (colour, _) in COLOURS.items():
        svg = svg.replace(f": {colour}", f": var(--chart-{name},{colour})")
    return svg
