"""One picture of two: a desk with a phone before it."""

import base64
from typing import Any

_LOOK = """
body{margin:0;height:860px;background:#dcd9d1;position:relative;overflow:hidden}
img{position:absolute;border-radius:14px;box-shadow:0 18px 50px #0004}
.desk{left:56px;top:48px;width:920px}
.phone{left:918px;top:128px;width:306px;border:7px solid #1e2329;border-radius:32px}
"""


def desk_and_phone(browser: Any, desk: bytes, phone: bytes) -> bytes:
    """Both pictures as one PNG, 1280 by 860."""
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.set_content(f"<style>{_LOOK}</style>{_image('desk', desk)}{_image('phone', phone)}")
    picture: bytes = page.screenshot()
    page.close()
    return picture


def _image(name: str, picture: bytes) -> str:
    return f'<img class="{name}" src="data:;base64,{base64.b64encode(picture).decode()}">'
