"""Wake-ups on NATS: after a commit, other processes are told that something is to be said.

A wake-up is never the record: it holds ids alone, may be lost, and its failure fails nothing.
Subjects: `dangol.<workspace>.decisions`, one message for each `speak`; `dangol.<workspace>.chat`,
what the servers of one record tell each other's listeners.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import msgspec
import structlog

from dangol.decide.opportunity import Decision, Verdict
from dangol.server.logs import fault_fields
from dangol.server.meter import Meter
from dangol.terms.ids import WorkspaceId

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

_encode = msgspec.json.Encoder().encode
RETRY_S = 2.0


class Wakeups:
    """Publishes from any thread; connects, and connects again, in the background."""

    def __init__(self, url: str, meter: Meter) -> None:
        self._url = url
        self._meter = meter
        self._loop = asyncio.get_running_loop()
        self._client: Client | None = None
        self._log = structlog.get_logger()
        self._hear: Callable[[bytes], None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._connecting = self._loop.create_task(self._connect())

    def tell(self, workspace_id: WorkspaceId, decisions: Sequence[Decision]) -> None:
        """Each `speak` among the decisions is on its way; returns at once."""
        subject = f"dangol.{workspace_id}.decisions"
        for decision in decisions:
            if decision.verdict is Verdict.SPEAK:
                payload = {"decision_id": decision.decision_id, "playbook": decision.playbook}
                self._send(subject, _encode(payload), self._meter.count_lost_wakeup)

    def send_chat(self, workspace_id: str, word: bytes) -> None:
        """The word is on its way to the other servers; returns at once."""
        self._send(f"dangol.{workspace_id}.chat", word, self._meter.count_lost_chat_word)

    def hear_chat(self, hear: Callable[[bytes], None]) -> None:
        """What other servers send is heard, now and after every reconnection."""
        self._hear = hear

    async def close(self) -> None:
        """What was told has left, if the bus is there."""
        self._connecting.cancel()
        if self._client is not None:
            try:
                await asyncio.wait_for(self._client.drain(), timeout=2)
            except Exception as fault:
                self._log.warning("wakeups", **fault_fields(fault))

    def _send(self, subject: str, payload: bytes, lost: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(self._start, subject, payload, lost)
        except RuntimeError:  # the loop has ended: what is committed stays committed
            lost()

    def _start(self, subject: str, payload: bytes, lost: Callable[[], None]) -> None:
        task = self._loop.create_task(self._publish(subject, payload, lost))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self, subject: str, payload: bytes, lost: Callable[[], None]) -> None:
        try:
            if self._client is None or not self._client.is_connected:
                raise ConnectionError
            await self._client.publish(subject, payload)
        except Exception:
            lost()

    async def _connect(self) -> None:
        from nats.aio.client import Client

        while True:
            try:
                client = Client()
                await client.connect(
                    self._url, max_reconnect_attempts=-1, error_cb=self._note, name="dangol"
                )
                untyped = cast("Any", client)  # the type of `subscribe` is known in part only
                await untyped.subscribe("dangol.*.chat", cb=self._take)
                await client.flush()
                self._client = client
                return
            except Exception as fault:
                self._log.warning("wakeups", **fault_fields(fault))
                await asyncio.sleep(RETRY_S)

    async def _take(self, message: "Msg") -> None:
        if self._hear is not None:
            self._hear(message.data)

    async def _note(self, fault: Exception) -> None:
        self._log.warning("wakeups", **fault_fields(fault))
