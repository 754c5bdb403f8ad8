"""The set-up that comes with Dangol: files that a company copies and edits."""

from importlib.resources import files


def read_default_texts() -> dict[str, str]:
    """The TOML text of every built-in file by its name without `.toml`."""
    return {
        one.name.removesuffix(".toml"): one.read_text(encoding="utf-8")
        for one in sorted(files(__name__).iterdir(), key=lambda one: one.name)
        if one.name.endswith(".toml")
    }
