"""Codes that stand for an offer: signed, easy to say aloud, and worth nothing to a guesser.

The engine stores a code's hash once, under a unique key; what is stored once can be used once.
"""

import hmac
import unicodedata
from hashlib import sha256

ALPHABET = "346789CHKMPRTWXY"
"""Sixteen signs that neither look nor sound alike in Korean, Japanese and English: no 0/O, 1/I/L,
2/Z, 5/S, no E (which sounds like 2 in Korean), no Q (9 in Japanese), no B/V, D/T, F/P, G/Z, L/R,
M/N pair; and no vowel, so that no code is a word."""
_BODY = 10
_CHECK = 2
_GROUP = 4
_HEX = str.maketrans("0123456789abcdef", ALPHABET)


def code_for(secret: bytes, offer_id: str) -> str:
    """The code of this offer, such as `7KXM-9HPT-46RC`: always the same for one secret and id.

    Forty bits of HMAC-SHA-256 over the id and eight bits that vouch for them, so that what somebody
    makes up or mistypes is told, 255 times of 256, without asking the record. Whoever issues a code
    stores its hash under a unique key and, if it is there already, takes another id.
    """
    body = _signed(secret, "offer", offer_id, _BODY)
    whole = body + _signed(secret, "check", body, _CHECK)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def check_code(secret: bytes, typed: str) -> str | None:
    """The code as it was issued, however it was typed (case, spaces, full width), if it is ours.

    None where it is not. That it exists, is unused and still valid is for the record to say.
    """
    plain = unicodedata.normalize("NFKC", typed[:100]).upper()
    plain = "".join(sign for sign in plain if sign.isalnum())
    if len(plain) != _BODY + _CHECK or not set(plain) <= set(ALPHABET):
        return None
    body, check = plain[:_BODY], plain[_BODY:]
    if not hmac.compare_digest(_signed(secret, "check", body, _CHECK), check):
        return None
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


def is_code_of(secret: bytes, typed: str, offer_id: str) -> bool:
    """Whether what was typed is the code of this offer."""
    code = check_code(secret, typed)
    return code is not None and hmac.compare_digest(code, code_for(secret, offer_id))


def hash_code(secret: bytes, code: str) -> str:
    """What the record keeps of a code; the code cannot be found from it without the secret."""
    return hmac.new(secret, b"stored\0" + code.encode(), sha256).hexdigest()


def _signed(secret: bytes, purpose: str, text: str, length: int) -> str:
    message = f"{purpose}\0{text}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, sha256).hexdigest()[:length].translate(_HEX)
