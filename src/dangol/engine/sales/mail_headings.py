"""The headings of a mail whose words somebody else wrote, encoded here and read by nobody before.

The library reads what it is given as a heading, so `=?utf-8?q?=0ABcc...?=` in a name becomes a
line of its own; and where it folds a long heading it loses or adds spaces. Here every word stays
a word: what is not plain ASCII is encoded whole.

Source: RFC 2047 (encoded words), RFC 5322 §2.2.3 (folding), §3.4 (addresses).
"""

from email.errors import MessageError
from email.headerregistry import Address
from email.policy import Policy

from dangol.terms.addresses import takes_dots


class Heading(str):
    """One heading as it is sent, folded already. The library takes what has a name as it is."""

    name: str

    def __new__(cls, name: str, value: str) -> "Heading":
        """The heading of that name."""
        made = super().__new__(cls, value)
        made.name = name
        return made

    def fold(self, *, policy: Policy) -> str:
        """Its lines."""
        return f"{self.name}: {policy.linesep.join(self.splitlines())}{policy.linesep}"


def words_heading(name: str, words: str) -> Heading:
    """A heading of nothing but words.

    Raises: ValueError where they are of more than one line.
    """
    return Heading(name, _encoded(name, words, _is_plain(words)))


def address_heading(name: str, words: str, address: str) -> Heading:
    """A heading of one address, and the words for whose it is.

    Raises: ValueError where the address is none, or the words are of several lines.
    """
    user, _, domain = address.rpartition("@")
    is_quoted = takes_dots(domain) and ".." in f"{user}."
    try:
        # The library says "taro."@docomo.ne.jp without the quotation marks that it needs.
        plain = Address(
            words if _is_plain(words) else "",
            addr_spec=f"{user.replace('.', '')}@{domain}" if is_quoted else address,
        )
    except (MessageError, IndexError, AttributeError) as fault:  # whatever its parser runs into
        raise ValueError("that is no address") from fault
    written = f'"{user}"@{domain}' if is_quoted else plain.addr_spec
    if _is_plain(words):
        before, _, after = str(plain).rpartition(plain.addr_spec)
        return Heading(name, f"{before}{written}{after}")
    return Heading(name, f"{_encoded(name, words, is_plain=False)}\n <{written}>")


def _is_plain(words: str) -> bool:
    """It may stand as it is: printable ASCII of one short line that is no encoded word."""
    return words.isascii() and words.isprintable() and "=?" not in words and len(words) <= 60


def _encoded(name: str, words: str, is_plain: bool) -> str:
    from email.header import Header

    if "\r" in words or "\n" in words:
        raise ValueError("a heading is of one line")
    return words if is_plain else Header(words, "utf-8", header_name=name).encode()
