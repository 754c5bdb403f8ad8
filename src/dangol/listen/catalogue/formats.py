"""The formats a catalogue may come in, by name, and how one is told from its first bytes."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from dangol.listen.catalogue.google import column_of, read_google_tsv, read_google_xml
from dangol.listen.catalogue.jsonld import read_jsonld
from dangol.listen.catalogue.product import Product, SkippedRow
from dangol.listen.catalogue.productlist import read_product_list
from dangol.listen.catalogue.row import FeedSettings
from dangol.listen.catalogue.shopify import read_shopify

CatalogueReader = Callable[[BinaryIO, FeedSettings], Iterator[Product | SkippedRow]]
"""Products as they are read. An InputError comes, if at all, before the first of them."""

CATALOGUE_FORMATS: Mapping[str, CatalogueReader] = {
    "shopify": read_shopify,
    "google-tsv": read_google_tsv,
    "google-xml": read_google_xml,
    "jsonld": read_jsonld,
    "products": read_product_list,
}

_LIST_ENDINGS = (".yaml", ".yml", ".json", ".jsonl", ".ndjson")


def detect_catalogue_format(name: str, first_bytes: bytes) -> str | None:
    """The name in `CATALOGUE_FORMATS` that a file's first few thousand bytes speak for, or None.

    The content decides; the file's name is asked only where the content does not tell.
    """
    encoding = "utf-16" if first_bytes.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = first_bytes.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    ending = name.casefold()
    if text.startswith("<"):
        is_page = re.match(r"<!doctype\s+html|<html|<head|<body|<script|<!--", text, re.IGNORECASE)
        is_page = is_page or re.search(r"<html\b|application/ld\+json", text, re.IGNORECASE)
        return "jsonld" if is_page or ending.endswith((".html", ".htm")) else "google-xml"
    if text.startswith(("{", "[")):
        is_linked = re.search(r'"@(?:context|graph|type|id)"\s*:', text)
        return "jsonld" if is_linked or ending.endswith(".jsonld") else "products"
    header = text.splitlines()[0] if text else ""
    columns = {column_of(cell.strip('"')) for cell in re.split(r"[,\t]", header)}
    if columns & {"handle", "url_handle"} and "title" in columns:
        return "shopify"
    if {"id", "title"} <= columns:
        return "google-tsv"
    if ending.endswith(_LIST_ENDINGS) or re.match(r"(?:---\s*\n)?-\s+(?:\{|[\w\"']+\s*:)", text):
        return "products"
    return None
