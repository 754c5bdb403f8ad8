// What the server says, and what becomes of it here.
import { chat, changed, empty, followTabs, isAnswer, isMessage, load, merge, renew, tell, type Saved, type Theme, type Waiting } from "./chat"
import { isAllowed } from "./events"
import type { Frame } from "./frames"
import { closeLink, isOnline, makeHello, openLink, startLink } from "./link"
import { takeOpening } from "./opening"
import { later, listen, note } from "./quiet"
import { forgetErrands, keyOf, sendWaiting } from "./send"
import { drop, read, write } from "./store"
import { chooseLang, lang, useTexts } from "./texts"

let typingTimer = 0
let gapTimer = 0
let cutTimer = 0
let hiddenTimer = 0
let greetedWith: string | undefined

function arrived(messages: unknown): void {
  const given = (Array.isArray(messages) ? messages : []).filter(isMessage)
  const fresh = merge(given)
  for (const one of given) if (one.clientId) drop(keyOf(one.clientId))
  if (given.some(isAnswer)) {
    chat.draft = ""
    chat.typing = ""
  }
  for (const one of fresh) {
    for (const part of one.parts) if (part && part.type === "handoff") handoff(part.state, part.name, part.promise)
    const { opening } = chat
    // The opening has become a message of the conversation.
    if (opening && one.from === "agent" && one.parts.some((part) => part?.type === "text" && part.text.trim() === opening.text.trim())) chat.opening = undefined
  }
  changed()
  for (const one of fresh) tell("message", one)
}

function handoff(state: string, name = "", promise = ""): void {
  chat.handoff = state === "waiting" || state === "joined" ? state : "none"
  if (chat.handoff === "joined") chat.draft = "" // a person has the word now
  chat.handoffName = String(name)
  chat.promise = String(promise)
}

function welcome(frame: Frame): void {
  const { saved } = chat
  const id = (frame.conversationId as string | null) ?? null
  const first = read<Saved>("chat")?.ticket
  if (!greetedWith && first) {
    // Another tab was greeted a moment before: one ticket for all.
    saved.ticket = first
    return closeLink(true)
  }
  saved.ticket = frame.ticket
  chat.theme = { ...chat.theme, ...frame.theme }
  chooseLang(chosenLang, frame.lang)
  if (frame.lang === lang) useTexts(frame.texts)
  if (id !== (saved.conversationId ?? null)) {
    const hadMore = saved.seq > 0
    renew(id)
    // What was asked for was counted in another conversation's numbers.
    if (id && hadMore) {
      closeLink(true)
      return
    }
  }
  arrived(frame.missed)
  if (Number.isInteger(frame.seq)) chat.saved.seq = Math.max(chat.saved.seq, frame.seq)
  sendWaiting()
  tell("theme")
  changed()
}

function acked(frame: Frame): void {
  const name = keyOf(String(frame.clientId))
  const one = read<Waiting>(name)
  drop(name)
  if (frame.conversationId && frame.conversationId !== chat.saved.conversationId) {
    if (chat.saved.conversationId) renew(frame.conversationId)
    chat.saved.conversationId = frame.conversationId
  }
  if (one?.text && frame.seq > 0)
    merge([{ seq: frame.seq, clientId: frame.clientId, from: "visitor", at: one.at, parts: [{ type: "text", text: one.text }] }])
  changed()
}

function take(frame: Frame): void {
  switch (frame.t) {
    case "welcome":
      return welcome(frame)
    case "ack":
      return acked(frame)
    case "message": {
      arrived([frame])
      // Something before it is missing: ask for it, unless it is only a little late.
      clearTimeout(gapTimer)
      gapTimer = later(() => {
        if (chat.saved.messages.some((one) => one.seq > chat.saved.seq)) closeLink(true)
      }, 700)
      return
    }
    case "delta":
      chat.draft = (chat.draft + String(frame.text || "")).slice(0, 8000)
      return tell("change")
    case "typing":
      chat.typing = frame.from === "operator" ? "operator" : "agent"
      clearTimeout(typingTimer)
      typingTimer = later(() => {
        chat.typing = ""
        tell("change")
      }, 8000)
      return tell("change")
    case "state":
      handoff(frame.handoff, frame.name, frame.promise)
      return tell("change")
    case "opening":
      return takeOpening(frame)
    case "error": {
      const one = frame.clientId && read<Waiting>(keyOf(frame.clientId))
      if (one) {
        // A form or an add that cannot be taken is not tried for ever.
        if (one.text) write(keyOf(frame.clientId), { ...one, failed: String(frame.text || frame.code).slice(0, 200) })
        else drop(keyOf(frame.clientId))
        changed()
      } else note(frame.code)
    }
  }
}

export function setTheme(theme: Theme): void {
  chat.theme = { ...chat.theme, ...theme }
  tell("theme")
}

let chosenLang: unknown
export function setLang(asked: unknown): void {
  chosenLang = asked
  chooseLang(asked)
  tell("theme")
}

/** Somebody else, or the same person known now: the server is told anew. */
export function greetAgain(token: string | undefined): void {
  if (token !== undefined) chat.token = token
  if (isOnline()) closeLink(true)
}

export function forgetChat(): void {
  closeLink()
  chat.saved = empty()
  chat.waiting = []
  forgetErrands()
  chat.opening = undefined
  chat.draft = chat.typing = ""
  handoff("none")
  tell("change")
  tell("opening")
}

export function startChat(): void {
  load()
  startLink({
    hello: () => {
      load()
      const { ticket, conversationId, seq } = chat.saved
      greetedWith = ticket
      return makeHello({ t: "hello", token: chat.token || undefined, ticket, conversationId: conversationId || undefined, seq, lang, zone: Intl.DateTimeFormat().resolvedOptions().timeZone })
    },
    take,
    state: (isUp) => {
      clearTimeout(cutTimer)
      // A moment's break is nobody's concern.
      if (isUp) chat.isCut = false
      else cutTimer = later(() => ((chat.isCut = !isOnline()), tell("change")), 1500)
      if (!isUp) chat.draft = chat.typing = ""
      tell("change")
    },
  })
  followTabs()
  listen(document, "visibilitychange", () => {
    clearTimeout(hiddenTimer)
    if (document.visibilityState !== "hidden") {
      if (isAllowed() || chat.isOpen) openLink()
    } else if (!chat.saved.conversationId && !chat.waiting.length)
      // A tab that nobody looks at and nobody writes to needs no road.
      hiddenTimer = later(closeLink, 60_000)
  })
}
