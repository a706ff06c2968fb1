"""The text of a Word paragraph as a person sees it: without the code of fields, deletions and hidden runs."""

from __future__ import annotations

from typing import Final

from attrs import define, field

from scoring.numerals import whole_number

from .ooxml import WORD, Element
from .word_tables import TEXT, VAL, WRAPPERS, contents, is_on, unwrap

_W: Final = f"{{{WORD}}}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RUN: Final = f"{_W}r"
_RUN_PROPERTIES: Final = f"{_W}rPr"
_PARAGRAPH_PROPERTIES: Final = f"{_W}pPr"
_VANISH: Final = f"{_W}vanish"
_RAISED: Final = f"{_W}vertAlign"
_MARK_DELETED: Final = f"{_W}rPr/{_W}del"
_SECTION: Final = f"{_W}sectPr"
_SECTION_KIND: Final = f"{_W}type"
_TYPE: Final = f"{_W}type"
_BREAK: Final = f"{_W}br"
_CARRIAGE_RETURN: Final = f"{_W}cr"
_TABS: Final = frozenset((f"{_W}tab", f"{_W}ptab"))
_HYPHEN: Final = f"{_W}noBreakHyphen"
_SYMBOL: Final = f"{_W}sym"
_FIELD: Final = f"{_W}fldChar"
_FIELD_PART: Final = f"{_W}fldCharType"
_CHECK_BOX: Final = f"{_W}ffData/{_W}checkBox"
_DROP_DOWN: Final = f"{_W}ffData/{_W}ddList"
_RENDERED_PAGE: Final = f"{_W}lastRenderedPageBreak"
_RUBY: Final = f"{_W}ruby"
_RUBY_BASE: Final = f"{_W}rubyBase"
_BOX_CONTENT: Final = f"{_W}txbxContent"
_DRAWN: Final = frozenset((f"{_W}drawing", f"{_W}pict", f"{_W}object"))
_OLE: Final = "{urn:schemas-microsoft-com:office:office}OLEObject"
MATHS: Final = frozenset((f"{_M}oMath", f"{_M}oMathPara"))
OFF_TEXT: Final = (
    _DRAWN | _TABS | {_BREAK, _CARRIAGE_RETURN, _HYPHEN, _SYMBOL, _FIELD, _RENDERED_PAGE, _RUBY, _VANISH, _RAISED}
)
"""Elements in or on a run that make it more or less than its ``w:t``."""
_MATH_TEXT: Final = f"{_M}t"
_MATH_RAISED: Final = f"{_M}sup"
_MATH_DIVISOR: Final = f"{_M}den"
_SUPERSCRIPTS: Final = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
# The symbol fonts put signs at the codes of other characters; Word adds F000 to the code.
_SYMBOLS: Final[dict[str, dict[int, str]]] = {
    "symbol": {
        0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷", 0xB9: "≠",
        0xBB: "≈", 0x2D: "−", **{code: chr(code) for code in (*range(0x25, 0x2D), *range(0x2E, 0x40))},
    },
    "wingdings": {0x6F: "□", 0x71: "□", 0xA8: "□", 0xFB: "☒", 0xFC: "√", 0xFD: "☒", 0xFE: "☑"},
    "wingdings 2": {0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□"},
}  # fmt: skip


@define
class TextReader:
    """Reads paragraphs one after another and counts the pages they go over.

    Attributes:
        watch_runs: whether runs may be hidden or raised, so that their properties must be looked at.
        paged: whether the document says anything of pages.
        page: the page reached; 0 where the document says nothing of pages.
        first_page: page of the first text since it was set to 0.
        boxes: contents of the text boxes met since they were last taken away.
        objects: what programs' objects were met and not read (``Excel.Sheet.12``).
        pictures: how many drawings were met.
        joined: whether the paragraph's end was deleted, so that the next goes on in it.
    """

    watch_runs: bool = True
    paged: bool = False
    page: int = field(init=False)
    first_page: int = field(default=0, init=False)
    boxes: list[Element] = field(factory=list, init=False)
    objects: list[str] = field(factory=list, init=False)
    pictures: int = field(default=0, init=False)
    joined: bool = field(default=False, init=False)
    _turned: bool = field(default=False, init=False)  # a page was turned and nothing written on it yet
    _codes: list[bool] = field(factory=list, init=False)  # for every open field: is this still its code?
    _parts: list[str] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.page = 1 if self.paged else 0

    def read(self, paragraph: Element) -> str:
        """The text of a ``w:p``; its text boxes are put into :attr:`boxes`."""
        self._parts = []
        self._codes = []
        self.joined = False
        self._inline(paragraph)
        return "".join(self._parts)

    def branch(self, page: int) -> None:
        """Go back to ``page``: the cells of a row stand beside each other."""
        self.page = page
        self._turned = False

    def turn(self) -> None:
        """Begin a new page."""
        if self.paged:
            self.page += 1
            self._turned = True

    def _inline(self, parent: Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == _RUN:
                self._run(child)
            elif tag == _PARAGRAPH_PROPERTIES:
                self._properties(child)
            elif tag in WRAPPERS:
                inner = unwrap(child)
                if inner is not None:
                    self._inline(inner)
            elif tag in MATHS:
                self._mathematics(child)

    def _properties(self, properties: Element) -> None:
        self.joined = properties.find(_MARK_DELETED) is not None

    def _run(self, run: Element) -> None:
        raised = False
        for child in run:
            tag = child.tag
            if tag == TEXT:
                text = child.text
                if text and not (self._codes and any(self._codes)):
                    self._write(text.translate(_SUPERSCRIPTS) if raised else text)
            elif tag == _RUN_PROPERTIES:
                if self.watch_runs:
                    hidden = child.find(_VANISH)
                    if hidden is not None and is_on(hidden):
                        self._pass_over(run)
                        return
                    position = child.find(_RAISED)
                    raised = position is not None and position.get(VAL) == "superscript"
            else:
                self._sign(child, tag)

    def _pass_over(self, run: Element) -> None:
        """Of a hidden run only the ends of fields and of pages count."""
        for child in run:
            if child.tag in (_FIELD, _RENDERED_PAGE):
                self._sign(child, child.tag)

    def _sign(self, sign: Element, tag: str) -> None:
        """Read whatever in a run is not plain text."""
        if tag == _FIELD:
            self._field(sign)
        elif tag == _RENDERED_PAGE:
            # After a hard break the same page is announced once more.
            if self.paged and not self._turned:
                self.page += 1
            self._turned = False
        elif tag in _DRAWN:
            self._drawing(sign)
        elif tag in WRAPPERS:
            inner = unwrap(sign)
            if inner is not None:
                self._run(inner)
        elif self._codes and any(self._codes):
            return
        elif tag in _TABS:
            self._parts.append("\t")
        elif tag == _BREAK:
            self._parts.append("\n")
            if sign.get(_TYPE) == "page":
                self.turn()
        elif tag == _CARRIAGE_RETURN:
            self._parts.append("\n")
        elif tag == _HYPHEN:
            self._write("-")
        elif tag == _SYMBOL:
            self._write(_symbol(sign))
        elif tag == _RUBY:
            base = sign.find(_RUBY_BASE)
            if base is not None:
                self._inline(base)

    def note(self, written: bool) -> None:
        """Note that something stands on this page."""
        if written and self.paged:
            self._turned = False
            self.first_page = self.first_page or self.page

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self.note(bool(text))

    def _field(self, sign: Element) -> None:
        part = sign.get(_FIELD_PART)
        if part == "begin":
            if not any(self._codes):
                shown = _form_field(sign)
                if shown:
                    self._write(shown)
            self._codes.append(True)
        elif self._codes and part == "separate":
            self._codes[-1] = False
        elif self._codes and part == "end":
            self._codes.pop()

    def _drawing(self, drawing: Element) -> None:
        """Note the text boxes of a drawing, whatever groups they stand in."""
        self.pictures += 1
        stack = [contents(drawing)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif child.tag == _BOX_CONTENT:
                self.boxes.append(child)
            elif child.tag == _OLE:
                self.objects.append(child.get("ProgID", ""))
            elif len(child):
                stack.append(contents(child))

    def _mathematics(self, formula: Element) -> None:
        divisors: set[Element] = set()
        for text in formula.iter(_MATH_TEXT):
            above = list(text.iterancestors(_MATH_RAISED, _MATH_DIVISOR, *MATHS))
            for element in above:
                if element.tag == _MATH_DIVISOR and element not in divisors:
                    divisors.add(element)
                    self._write("/")
            raised = any(element.tag == _MATH_RAISED for element in above)
            if text.text:
                self._write(text.text.translate(_SUPERSCRIPTS) if raised else text.text)


def ends_page(paragraph: Element) -> bool:
    """Does a section end with this ``w:p``, so that the next begins on a new page?"""
    properties = paragraph.find(_PARAGRAPH_PROPERTIES)
    section = properties.find(_SECTION) if properties is not None else None
    if section is None:
        return False
    kind = section.find(_SECTION_KIND)
    return kind is None or kind.get(VAL) not in ("continuous", "nextColumn")


def _symbol(sign: Element) -> str:
    """The character of a ``w:sym``; one of an unknown font is left as it is, which no reading takes for a value."""
    text = sign.get(f"{_W}char", "")
    try:
        code = int(text, 16)
    except ValueError:
        return "\ufffd"
    known = _SYMBOLS.get(sign.get(f"{_W}font", "").lower(), {})
    if code & 0xFF in known and code >> 8 in (0, 0xF0):
        return known[code & 0xFF]
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x10000 else "\ufffd"


def _form_field(begin: Element) -> str:
    """What a form field shows that has no text of its own: a check box, a drop-down list."""
    box = begin.find(_CHECK_BOX)
    if box is not None:
        for name in ("checked", "default"):
            mark = box.find(f"{_W}{name}")
            if mark is not None:
                return "☑" if is_on(mark) else "□"
        return "□"
    choices = begin.find(_DROP_DOWN)
    if choices is None:
        return ""
    chosen = choices.find(f"{_W}result")
    if chosen is None:
        chosen = choices.find(f"{_W}default")
    index = chosen.get(VAL, "0") if chosen is not None else "0"
    entries = [entry.get(VAL, "") for entry in choices.findall(f"{_W}listEntry")]
    number = whole_number(index, 0)
    return entries[number] if number < len(entries) else ""
