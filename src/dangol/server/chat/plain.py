"""The same conversation over plain requests, where sockets are blocked: each brings its hello, and
may wait for what is new."""

import asyncio
from typing import Any

from dangol.engine.chat.chat import Welcome
from dangol.engine.chat.hub import Delta, Ear, News, Writing
from dangol.engine.chat.visit import Greeting
from dangol.server.chat.desk import Desk
from dangol.server.chat.frames import (
    PageChanged,
    Ping,
    Read,
    Request,
    Typing,
    parse_frame,
)
from dangol.server.chat.render import (
    Frame as Told,
)
from dangol.server.chat.render import (
    error_frame,
    message_frame,
    opening_frame,
    state_frame,
    welcome_frame,
)
from dangol.store.chat_rows import ConversationState
from dangol.terms.instants import SECOND_US

_KEPT = (Typing, Ping, PageChanged, Read)
"""Frames that need no ticket: nothing of a conversation follows from them."""


async def answer_request(desk: Desk, request: Request, greeting: Greeting) -> list[Told]:
    """Every frame is taken, in order; returns the welcome, the answers, and what is new.

    Raises: RecordError.
    """
    is_new = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hear(news: News) -> None:
        if not isinstance(news, Writing | Delta):  # neither is told over plain requests
            loop.call_soon_threadsafe(is_new.set)

    ear = desk.chat.floor.hub.listen(hear)
    desk.waiting.add(is_new)
    try:
        welcome, ticket = await desk.greet(greeting, request.hello.ticket, ear)
        answers = await _take_all(desk, request, greeting, welcome, ear)
        told = [_welcome(welcome, ticket), *_state(welcome), *answers]
        news = await _news(desk, welcome)
        if request.wait and not answers and not welcome.missed and not news:
            try:
                await asyncio.wait_for(is_new.wait(), request.wait)
            except TimeoutError:
                return told
            news = await _news(desk, welcome)
        return told + news
    finally:
        desk.waiting.discard(is_new)
        ear.close()


async def _take_all(
    desk: Desk, request: Request, greeting: Greeting, welcome: Welcome, ear: Ear
) -> list[Told]:
    visit = welcome.visit
    answers: list[Told] = []
    for raw in request.frames:
        frame = parse_frame(bytes(raw))
        now_s = desk.clock() / SECOND_US
        if not desk.pace.lets_in(visit.workspace_id, visit.anonymous_id, now_s):
            answers.append(error_frame("too_fast", visit.language))
            break
        if not greeting.ticket_hash and not isinstance(frame, _KEPT):
            # Whoever has no ticket yet could not be known again if the answer were lost.
            client_id: str = getattr(frame, "client_id", "")
            answers.append(error_frame("no_ticket", visit.language, client_id))
            continue
        answer = await desk.take(visit, frame, ear)
        if answer is not None:
            answers.append(answer)
    return answers


async def _news(desk: Desk, welcome: Welcome) -> list[Told]:
    """What the welcome did not have yet: messages, who has the word, an opening."""
    visit = welcome.visit
    after = _last_seen(welcome)
    messages = await desk.run(lambda: desk.chat.read_messages(visit, after))
    told = [message_frame(shown) for shown in messages]
    state = await desk.run(lambda: desk.chat.state_of(visit))
    was = welcome.conversation.state if welcome.conversation is not None else None
    is_news = state is not was and (was is not None or state is not ConversationState.OPEN)
    if state is not None and is_news:
        told.append(state_frame(state))
    pending = desk.chat.openers.waiting_for(visit)
    if pending is not None:
        told.append(opening_frame(pending, visit.language))
    return told


def _welcome(welcome: Welcome, ticket: str) -> dict[str, Any]:
    return welcome_frame(welcome, ticket, _last_seen(welcome))


def _state(welcome: Welcome) -> list[Told]:
    conversation = welcome.conversation
    joined = (ConversationState.WAITING, ConversationState.JOINED)
    if conversation is None or conversation.state not in joined:
        return []
    return [state_frame(conversation.state)]


def _last_seen(welcome: Welcome) -> int:
    if welcome.missed:
        return welcome.missed[-1].message.seq
    return welcome.conversation.last_seq if welcome.conversation is not None else 0
