"""The items of an XML feed, one at a time, from a parser that refuses DOCTYPE and entities."""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol, cast
from xml.etree.ElementTree import ParseError

import msgspec

from dangol.listen.catalogue.product import SkippedRow
from dangol.terms.errors import InputError

_CHUNK = 64 * 1024
_MAX_FIELDS = 300
_MAX_FIELD = 200_000
_ITEMS = ("item", "entry")
_GOOGLE = "http://base.google.com/ns/1.0"


class ForbiddenXmlError(InputError):
    """A feed that declares a document type or entities, as attacks do and feeds do not."""

    code = "catalogue.forbidden_xml"

    def __init__(self) -> None:
        super().__init__(
            "the feed declares a DOCTYPE or entities",
            hint="export it again without <!DOCTYPE …>; merchant feeds never need one",
        )


class FeedItem(msgspec.Struct, frozen=True):
    """One item of a feed: the text of each element right inside it."""

    line: int
    fields: dict[str, str]


class _Parser(Protocol):
    def feed(self, data: bytes) -> None: ...
    def close(self) -> object: ...


class _Items:
    """A parser's target that keeps nothing but the item at hand."""

    def __init__(self) -> None:
        self.done: list[FeedItem] = []
        self.line_of: Callable[[], int] = int
        self._depth = 0
        self._item_depth = 0
        self._line = 0
        self._name = ""
        self._own = ""
        self._fields: dict[str, str] = {}
        self._owned: set[str] = set()
        self._texts: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        space, _, name = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        if not self._item_depth:
            if name in _ITEMS:
                self._item_depth, self._line = self._depth, self.line_of()
                self._fields, self._owned = {}, set()
        elif self._depth == self._item_depth + 1:
            self._name, self._texts, self._length = name.casefold(), [], 0
            self._own = space
            if name == "link" and attributes.get("rel", "alternate") == "alternate":
                self.data(attributes.get("href", ""))

    def data(self, text: str) -> None:
        if self._item_depth and self._depth > self._item_depth and self._length < _MAX_FIELD:
            self._texts.append(text)
            self._length += len(text)

    def end(self, _tag: str) -> None:
        if self._item_depth and self._depth == self._item_depth + 1:
            # Google's own element wins over RSS's of the same name; else the first counts.
            is_free = self._name not in self._fields or (
                self._own == _GOOGLE and self._name not in self._owned
            )
            if is_free and len(self._fields) < _MAX_FIELDS:
                self._fields[self._name] = "".join(self._texts)
                if self._own == _GOOGLE:
                    self._owned.add(self._name)
        elif self._depth == self._item_depth:
            self.done.append(FeedItem(self._line, self._fields))
            self._item_depth = 0
        self._depth -= 1

    def close(self) -> None:
        """Nothing is built."""


def read_items(source: BinaryIO) -> Iterator[FeedItem | SkippedRow]:
    """Every `item` or `entry` of the feed; where the XML breaks off, the line and what is wrong.

    Raises: ForbiddenXmlError (`catalogue.forbidden_xml`).
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    target = _Items()
    count = 0
    head = source.read(_CHUNK)
    codec = _foreign_encoding(head)
    raw_parser = DefusedXMLParser(
        target=target, encoding="utf-8" if codec else None, forbid_dtd=True
    )
    parser = cast(_Parser, raw_parser)
    target.line_of = lambda: raw_parser.parser.CurrentLineNumber
    try:
        for chunk in _chunks(head, source, codec):
            parser.feed(chunk)
            count += len(target.done)
            yield from target.done
            target.done.clear()
        parser.close()
    except DefusedXmlException as fault:
        raise ForbiddenXmlError from fault
    except (ParseError, ValueError, LookupError) as fault:
        yield from target.done
        yield SkippedRow(target.line_of(), f"the XML breaks off here: {fault}")
        return
    if not count:
        yield SkippedRow(1, "the XML holds no item and no entry")


_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding=["']([A-Za-z0-9_.:-]{1,40})["']""")
_FOREIGN = {
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "cp949": "cp949",
    "ms949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "windows-31j": "cp932",
    "cp932": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
}
"""Encodings of several bytes a character, which expat does not know."""


def _foreign_encoding(head: bytes) -> str | None:
    found = _DECLARED.match(head.lstrip()[:200])
    return _FOREIGN.get(found[1].decode().lower()) if found else None


def _chunks(head: bytes, source: BinaryIO, codec: str | None) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("replace") if codec else None
    chunk = head
    while chunk:
        yield decoder.decode(chunk).encode() if decoder else chunk
        chunk = source.read(_CHUNK)
