"""The environment holds what its lock file says (docs/decisions/0009)."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from importlib.metadata import distribution

import pytest


@pytest.mark.parametrize("name", ["urllib3", "requests", "httpx"])
def test_a_library_s_files_are_its_own(name: str) -> None:
    files = [file for file in distribution(name).files or () if file.suffix == ".py"]
    changed = [
        str(file)
        for file in files
        if file.hash is not None
        and file.hash.value != urlsafe_b64encode(sha256(file.read_binary()).digest()).decode()[:-1]
    ]
    assert len(files) > 10
    assert changed == []
