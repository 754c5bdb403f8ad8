"""A floor for chats: `python -m bench.echo FILE` says its address, and back whatever it is told."""

import socket
import sqlite3
import sys

import uvicorn
from litestar import Litestar, websocket_listener


def main(file: str) -> None:
    """A socket server on the same library that keeps everything twice and says it back."""
    base = sqlite3.connect(file, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE bare (seq INTEGER PRIMARY KEY, said TEXT)")

    @websocket_listener("/")
    async def echo(data: str) -> str:
        for _ in ("the word", "its answer"):
            base.execute("INSERT INTO bare (said) VALUES (?)", (data,))
        return data

    listener = socket.create_server(("127.0.0.1", 0))
    app = Litestar([echo], logging_config=None)
    config = uvicorn.Config(app, log_config=None, ws_per_message_deflate=False)
    print(f"ws://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(sys.argv[1])
