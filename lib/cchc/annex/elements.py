"""The elements of HTML that an analyst may write: which are kept, as what, and which act."""

import re

# elements whose words and shape are kept; everything else that HTML knows goes
INLINE = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "cite": "em",
    "var": "em",
    "dfn": "em",
    "s": "s",
    "del": "s",
    "strike": "s",
    "sup": "sup",
    "sub": "sub",
    "u": "u",
    "ins": "u",
    "mark": "mark",
    "small": "small",
    "code": "",
    "kbd": "",
    "samp": "",
    "tt": "",
    "q": "",
    "span": "",
    "font": "",
    "abbr": "",
    "time": "",
    "label": "",
    "bdi": "",
}
LIST_TAGS = {
    "ul": "bullet_list",
    "ol": "ordered_list",
    "li": "list_item",
    "blockquote": "blockquote",
}
HEADING_TAGS = {f"h{level}" for level in range(1, 7)}
PARAGRAPH_TAGS = {
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "figure",
    "figcaption",
}
PARAGRAPH_TAGS |= {"center", "address", "nav", "aside", "dl", "dt", "dd", "details", "summary"}
_TABLES = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"}
# what acts, plays or fetches: told where it stood
ACTIVE = {"script", "iframe", "object", "embed", "video", "audio", "canvas", "form", "input"}
ACTIVE |= {"button", "select", "textarea", "applet", "frame", "frameset", "link", "meta", "base"}
_SILENT = {"style", "head", "title", "html", "body", "template", "noscript", "source", "track"}
KEPT_TAGS = {
    *INLINE,
    *LIST_TAGS,
    *HEADING_TAGS,
    *PARAGRAPH_TAGS,
    *_TABLES,
    "a",
    "br",
    "hr",
    "pre",
    "img",
    "wbr",
}
KNOWN = {*KEPT_TAGS, *ACTIVE, *_SILENT, "svg", "math", "ruby", "rt", "rp", "picture", "map", "area"}
TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>[^<>]*)>")
