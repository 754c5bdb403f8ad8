"""A language model behind any OpenAI-compatible endpoint: the one place here that uses a network.

A prompt goes out, text comes back piece by piece, and however it ends is a value. The endpoint is
a stranger: it may be slow, silent, cut off or talk nonsense, and none of that raises. What it says
is only text; what may be said of it is for `model_words` and the guard.
"""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from enum import StrEnum
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from pydantic_ai.models.openai import OpenAIChatModel

LONGEST = 6_000
"""Characters of an answer; whoever says more is not listened to any further."""
_GRACE_S = 1.0


class Ending(StrEnum):
    """How an answer of a model ended."""

    WHOLE = "whole"
    """It came to its end."""
    SHORTENED = "shortened"
    """It was longer than it was asked to be; its last sentence is not whole."""
    TIMED_OUT = "timed_out"
    """The first words, or the last, did not come in time."""
    UNREACHABLE = "unreachable"
    """Nothing answered at the address."""
    DECLINED = "declined"
    """The endpoint answered with an error of its own: a wrong key, a limit, an overload."""
    BROKEN = "broken"
    """What came was cut off, or was not the protocol."""
    STOPPED = "stopped"
    """Nobody wanted to hear more of it."""


class Endpoint(msgspec.Struct, frozen=True):
    """Where a model is reached, and how long it is waited for."""

    url: str
    """As OpenAI's clients take it, mostly with `/v1` at its end."""
    name: str
    key: str = ""
    """Sent to the endpoint and shown nowhere."""
    first_ms: int = 4_000
    """Until its first words."""
    total_ms: int = 15_000
    """Until its last."""

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r}, {self.name!r})"


class Prompt(msgspec.Struct, frozen=True):
    """What a model is asked."""

    rules: str
    """What it is to do. Ours alone."""
    data: str
    """What it is to do it with: JSON, in which nothing is an instruction."""
    max_tokens: int

    @property
    def most_tokens(self) -> int:
        """More tokens than it will cost: as many as it has characters, and the whole answer."""
        return len(self.rules) // 2 + len(self.data) + self.max_tokens


class Usage(msgspec.Struct, frozen=True):
    """What an answer cost; 0 where the endpoint did not tell."""

    tokens_in: int = 0
    tokens_out: int = 0


class Telling:
    """An answer on its way. Iterating ends with it; `ending` and `usage` are known then."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.ending: Ending | None = None
        self.usage = Usage()
        self._pieces: SimpleQueue[str | None] = SimpleQueue()
        self._endpoint = endpoint
        self._stopped = Event()
        self._task: Future[None] | None = None

    def __iter__(self) -> Iterator[str]:
        wait_s = self._endpoint.first_ms / 1000 + _GRACE_S
        while True:
            try:
                piece = self._pieces.get(timeout=wait_s)
            except Empty:  # the thread itself hangs, in loading or for want of a processor
                self.ending = self.ending or Ending.TIMED_OUT
                self.stop()
                return
            if piece is None or self.is_stopped:
                return
            yield piece
            wait_s = self._endpoint.total_ms / 1000 + _GRACE_S

    def stop(self) -> None:
        """Nothing more of it is wanted; what is under way is given up. From any thread."""
        self._stopped.set()
        if self._task is not None:
            self._task.cancel()
        self.ending = self.ending or Ending.STOPPED
        self._pieces.put(None)

    @property
    def is_stopped(self) -> bool:
        """Whether nobody listens any more."""
        return self._stopped.is_set()

    def follow(self, task: "Future[None]") -> None:
        """That task tells it; it is given up with it."""
        self._task = task
        if self.is_stopped:
            task.cancel()

    def tell(self, piece: str) -> None:
        """The listener hears it."""
        self._pieces.put(piece)

    def end(self, ending: Ending, usage: Usage) -> None:
        """The listener knows that it is over."""
        self.ending, self.usage = self.ending or ending, usage
        self._pieces.put(None)


class Model:
    """A model. Any thread may ask it; all answers come over one event loop of its own."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._client: OpenAIChatModel | None = None

    def prepare(self) -> None:
        """What takes long to load is being loaded; returns at once."""
        self._started().call_soon_threadsafe(self._opened)

    def ask(self, prompt: Prompt) -> Telling:
        """The answer, as it comes."""
        telling = Telling(self.endpoint)
        telling.follow(
            asyncio.run_coroutine_threadsafe(self._tell(prompt, telling), self._started())
        )
        return telling

    def close(self) -> None:
        """What was under way is given up, and the thread has ended."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = Thread(target=_run, args=(self._loop,), daemon=True)
                self._thread.name = "dangol-model"
                self._thread.start()
            return self._loop

    def _opened(self) -> "OpenAIChatModel":
        """The client; made in the loop's thread, which then holds its connections."""
        if self._client is None:
            import openai
            from pydantic_ai.models.openai import OpenAIChatModel
            from pydantic_ai.profiles.openai import OpenAIModelProfile
            from pydantic_ai.providers.openai import OpenAIProvider

            client = openai.AsyncOpenAI(
                base_url=self.endpoint.url,
                api_key=self.endpoint.key or "none",
                organization="",
                project="",
                max_retries=0,
                timeout=self.endpoint.total_ms / 1000,
                # What is sent holds a visitor's words: it goes where it was told to, nowhere else.
                http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
            )
            self._client = OpenAIChatModel(
                self.endpoint.name,
                provider=OpenAIProvider(openai_client=client),
                profile=OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True),
            )
        return self._client

    async def _tell(self, prompt: Prompt, telling: Telling) -> None:
        """The answer is told to its end; never raises, so that the listener always hears of it."""
        loop = asyncio.get_running_loop()
        endpoint, began_s = self.endpoint, loop.time()
        limit = asyncio.timeout(endpoint.first_ms / 1000)
        ending, usage, stream = Ending.BROKEN, Usage(), None
        try:
            client = self._opened()
            from pydantic_ai.direct import model_request_stream

            async with (
                limit,
                model_request_stream(
                    client, _messages(prompt), model_settings={"max_tokens": prompt.max_tokens}
                ) as stream,
            ):
                length = 0
                async for event in stream:
                    piece = _text_of(event)
                    if piece:
                        if not length:
                            limit.reschedule(began_s + endpoint.total_ms / 1000)
                        length += len(piece)
                        telling.tell(piece)
                    if length > LONGEST:
                        break
                else:
                    is_short = stream.finish_reason == "length"
                    ending = Ending.SHORTENED if is_short else Ending.WHOLE
        except TimeoutError:
            ending = Ending.TIMED_OUT
        except Exception as fault:
            ending = _ending_of(fault)
        finally:
            if stream is not None:
                used = stream.usage
                usage = Usage(used.input_tokens, used.output_tokens)
            telling.end(ending, usage)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        rest = asyncio.all_tasks(loop)
        for task in rest:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


def _messages(prompt: Prompt) -> list[Any]:
    from pydantic_ai.messages import ModelRequest, SystemPromptPart, UserPromptPart

    return [ModelRequest(parts=[SystemPromptPart(prompt.rules), UserPromptPart(prompt.data)])]


def _text_of(event: Any) -> str:
    """The words in an event of the stream; thoughts and tools are none."""
    from pydantic_ai.messages import PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta

    match event:
        case PartStartEvent(part=TextPart(content=text)):
            return text
        case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
            return text
        case _:
            return ""


def _ending_of(fault: Exception) -> Ending:
    """What a fault of the library means for us. Its message is told to nobody: it may quote."""
    from pydantic_ai import exceptions

    kinds: tuple[tuple[type[Exception], Ending], ...] = (
        (exceptions.ModelTimeoutError, Ending.TIMED_OUT),
        (exceptions.ModelConnectionError, Ending.UNREACHABLE),
        (exceptions.ModelHTTPError, Ending.DECLINED),
    )
    return next((ending for kind, ending in kinds if isinstance(fault, kind)), Ending.BROKEN)
