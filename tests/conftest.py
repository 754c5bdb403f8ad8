"""What every test may ask for: the real samples, and a clear word where they are absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real samples named by DANGOL_DATA."""
    folder = Path(os.environ.get("DANGOL_DATA") or "../shared/data")
    folder = folder if folder.is_absolute() else ROOT / folder
    if not folder.is_dir():
        pytest.skip(f"no real samples at DANGOL_DATA ({os.environ.get('DANGOL_DATA', 'not set')})")
    return folder
