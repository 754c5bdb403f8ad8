"""A password or a token is read, never an argument: others see what a command is called with."""

import sys

import typer


def read_secret(asked: str, *, is_needed: bool = True, is_twice: bool = False) -> str:
    """What is typed unseen on a terminal, else one line of input, without its end.

    Where it `is_needed`, a terminal asks again after nothing; `is_twice` asks once more for the
    same, as for a new password.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    default = None if is_needed else ""
    return str(
        typer.prompt(
            asked,
            default=default,
            hide_input=True,
            show_default=False,
            confirmation_prompt=is_twice,
        )
    )
