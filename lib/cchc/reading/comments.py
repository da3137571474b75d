"""Write a copy of a Word file with a comment at each contradiction.

All parts are copied as they are but the document, the comments, and the two lists that name them.
The same draft gives the same bytes: no clock, and every entry of the archive has one date.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from cchc.objects.archives import pack_parts

from .numerals import ReadNumber
from .proofing import Proof
from .saying import say_contradiction
from .wordfile import DOCUMENT, W, WordReader, paragraphs_of, parse_part, read_part

_W_SPACE = W[1:-1]
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS = "word/comments.xml"
_RELS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_KIND = f"{_R}/comments"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_AUTHOR, _INITIALS = "Soát số liệu", "SS"


@dataclass(frozen=True)
class WordRemark:
    """A comment: the paragraph and the characters it stands at, and its lines."""

    anchor: int
    note: str
    begin: int
    end: int
    lines: tuple[str, ...]


def write_commented(draft: Path, proof: Proof) -> bytes:
    """Return a copy of a draft with a comment at each contradiction; the draft stays as it is."""
    with ZipFile(draft) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        parts = {name: read_part(archive, name) for name in names}
    root = parse_part(parts[DOCUMENT], DOCUMENT)
    comments, target = _existing(parts)
    first = 1 + max((int(c.get(W + "id", "0")) for c in comments), default=-1)
    reader = WordReader(paragraphs_of(root))
    reader.walk(root.find(W + "body"))
    remarks = _remarks(proof)
    # from the end, so that splitting a run moves nothing still to be found
    for place in range(len(remarks) - 1, -1, -1):
        _mark(root, reader, remarks[place], str(first + place))
    for place, remark in enumerate(remarks):
        comments.append(_comment(str(first + place), remark.lines))
    parts[DOCUMENT] = _bytes(root)
    parts[target] = _bytes(comments)
    if target not in names:
        names.append(target)
        _announce(parts)
    return pack_parts({name: parts[name] for name in names})


def _remarks(proof: Proof) -> list[WordRemark]:
    remarks = []
    for relation, suspects in proof.contradictions:
        number = relation.anchor
        block, begin, end = _where(proof, number)
        lines = say_contradiction(proof, relation, suspects)
        note = block.mark.removeprefix("note ") if block.mark.startswith("note ") else ""
        remarks.append(WordRemark(block.anchor, note, begin, end, tuple(lines)))
    return sorted(remarks, key=lambda r: (r.anchor if r.anchor >= 0 else 10**9, r.begin))


def _where(proof: Proof, number: ReadNumber):
    passage = proof.reading.passages[number.passage]
    at, offset = passage.where[number.begin]
    block = proof.document.blocks[at]
    last, end = passage.where[number.begin + len(number.text) - 1]
    begin = block.origin[offset]
    return block, begin, block.origin[end] + 1 if last == at else begin + 1


def _existing(parts: dict[str, bytes]) -> tuple[etree._Element, str]:
    """Return the comments that the draft has, and the part they stand in."""
    if _RELS in parts:
        for link in parse_part(parts[_RELS], _RELS):
            if link.get("Type") == _KIND:
                name = "word/" + link.get("Target", "").removeprefix("/word/")
                if name in parts:
                    return parse_part(parts[name], name), name
    return etree.Element(W + "comments", nsmap={"w": _W_SPACE}), _COMMENTS


def _announce(parts: dict[str, bytes]) -> None:
    """Name the new part where Word looks for it."""
    space = "{http://schemas.openxmlformats.org/package/2006/relationships}"
    if _RELS in parts:
        links = parse_part(parts[_RELS], _RELS)
    else:
        links = etree.Element(space + "Relationships", nsmap={None: space[1:-1]})
    taken = {link.get("Id") for link in links}
    name = next(
        f"rIdSoat{count}" for count in range(1, len(taken) + 2) if f"rIdSoat{count}" not in taken
    )
    etree.SubElement(links, space + "Relationship", Id=name, Type=_KIND, Target="comments.xml")
    parts[_RELS] = _bytes(links)
    types = parse_part(parts[_TYPES], _TYPES)
    space = "{http://schemas.openxmlformats.org/package/2006/content-types}"
    etree.SubElement(types, space + "Override", PartName="/" + _COMMENTS, ContentType=_CONTENT)
    parts[_TYPES] = _bytes(types)


def _mark(root: etree._Element, reader: WordReader, remark: WordRemark, name: str) -> None:
    """Put the two ends of a comment and its sign around the characters it speaks of."""
    run = _noted(root, remark.note) if remark.anchor < 0 else _cut_out(reader, remark)
    if run is None:
        return
    parent = run.getparent()
    parent.insert(parent.index(run), etree.Element(W + "commentRangeStart", {W + "id": name}))
    sign = etree.Element(W + "r")
    etree.SubElement(sign, W + "commentReference", {W + "id": name})
    end = etree.Element(W + "commentRangeEnd", {W + "id": name})
    run.addnext(sign)
    run.addnext(end)


def _noted(root: etree._Element, note: str) -> etree._Element | None:
    """Return the run that calls a footnote: Word takes no comments inside one."""
    for call in root.iter(W + "footnoteReference"):
        if call.get(W + "id") == note:
            return call.getparent()
    return None


def _cut_out(reader: WordReader, remark: WordRemark) -> etree._Element | None:
    """Return a run that holds the characters alone, splitting the one that holds more."""
    texts = reader.texts.get(remark.anchor, [])
    spans = [(start, text) for start, text in texts if start <= remark.begin]
    if not spans:
        return None
    start, text = spans[-1]
    run = text.getparent()
    said = text.text or ""
    first, last = remark.begin - start, min(len(said), remark.end - start)
    others = [child for child in run if child.tag not in (W + "rPr", W + "t")]
    if others or len(run.findall(W + "t")) != 1 or first >= len(said):
        return run
    if first > 0:
        before = copy.deepcopy(run)
        _set(before, said[:first])
        run.addprevious(before)
    if last < len(said):
        after = copy.deepcopy(run)
        _set(after, said[last:])
        run.addnext(after)
    _set(run, said[first:last])
    return run


def _set(run: etree._Element, said: str) -> None:
    text = run.find(W + "t")
    text.text = said
    text.set(_XML_SPACE, "preserve")


def _comment(name: str, lines: Sequence[str]) -> etree._Element:
    given = {W + "id": name, W + "author": _AUTHOR, W + "initials": _INITIALS}
    comment = etree.Element(W + "comment", given)
    for line in lines:
        run = etree.SubElement(etree.SubElement(comment, W + "p"), W + "r")
        text = etree.SubElement(run, W + "t")
        text.text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", line)
        text.set(_XML_SPACE, "preserve")
    return comment


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
