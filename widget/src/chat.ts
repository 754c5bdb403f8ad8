// A conversation as this browser knows it: what was said, what is on its way, what is missing.
import { isAllowed, pageNow } from "./events"
import type { Frame, Message, Opening, Part } from "./frames"
import { closeLink, isOnline, makeHello, openLink, sendFrame, startLink } from "./link"
import { later, listen, note, quiet, uuid } from "./quiet"
import { settings } from "./settings"
import { drop, names, read, write } from "./store"
import { chooseLang, lang, useTexts } from "./texts"

const MOST_MESSAGES = 60

export interface Waiting {
  frame: Frame
  text?: string
  at: string
  failed?: string
}
interface Saved {
  ticket?: string
  conversationId?: string | null
  /** Everything up to here is known. */
  seq: number
  seen: number
  messages: Message[]
  /** What became of a form or an add, by message. */
  done: Record<string, string>
}
export interface Theme {
  name?: string
  color?: string
  launcher?: string
  mode?: string
}

const empty = (): Saved => ({ seq: 0, seen: 0, messages: [], done: {} })

export const chat = {
  saved: empty(),
  waiting: [] as Waiting[],
  theme: {} as Theme,
  /** Words of a reply in the making. */
  draft: "",
  typing: "" as "" | "agent" | "operator",
  handoff: "none",
  handoffName: "",
  promise: "",
  opening: undefined as Opening | undefined,
  isOpen: false,
  isCut: false,
  token: "",
}

type Said = "change" | "message" | "opening" | "theme"
const listeners: ((what: Said, value?: any) => void)[] = []
export const onChat = (work: (typeof listeners)[0]): number => listeners.push(work)
const tell = (what: Said, value?: unknown): void => listeners.forEach((work) => quiet(work)(what, value))

let channel: BroadcastChannel | undefined
let typingTimer = 0
let gapTimer = 0
let cutTimer = 0
let hiddenTimer = 0
let lastTyping = 0
let greetedWith: string | undefined
let errands: Frame[] = [] // not worth keeping beyond the page, but worth a second try

// --- what the tabs of this browser share ---

const isMessage = (one: any): one is Message =>
  one && typeof one === "object" && Number.isInteger(one.seq) && one.seq > 0 && Array.isArray(one.parts)

/** What another tab knows is joined with what this one does; nothing is there twice. */
function join(found: Saved | undefined): void {
  const { saved } = chat
  if (!Array.isArray(found?.messages)) return
  const given = { ...empty(), ...found }
  const messages = given.messages.filter(isMessage)
  if (saved.conversationId && given.conversationId && given.conversationId !== saved.conversationId) {
    chat.saved = { ...given, messages }
    return
  }
  merge(messages)
  saved.ticket ||= given.ticket
  saved.conversationId ||= given.conversationId
  saved.seq = Math.max(saved.seq, +given.seq || 0)
  saved.seen = Math.max(saved.seen, +given.seen || 0)
  for (const key in given.done) if (!saved.done[key] || saved.done[key] === "adding") saved.done[key] = given.done[key]!
}

function load(): void {
  join(read<Saved>("chat"))
  chat.waiting = names("p.")
    .map((name) => read<Waiting>(name)!)
    .filter((one) => one?.frame)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
}

function merge(messages: Message[]): Message[] {
  const { saved } = chat
  const fresh = messages.filter((one) => !saved.messages.some((known) => known.seq === one.seq))
  saved.messages = [...saved.messages, ...fresh].sort((a, b) => a.seq - b.seq).slice(-MOST_MESSAGES)
  for (const one of saved.messages) if (one.seq === saved.seq + 1) saved.seq = one.seq
  return fresh
}

function changed(): void {
  load()
  write("chat", chat.saved)
  channel?.postMessage(chat.saved)
  tell("change")
}

/** Another conversation: its numbers begin anew. */
function renew(conversationId: string | null): void {
  chat.saved = { ...empty(), ticket: chat.saved.ticket, conversationId }
  write("chat", chat.saved)
}

// --- to the server ---

const keyOf = (clientId: string): string => "p." + clientId

/** Kept until the server has stored it, then sent as often as it takes. */
function sendSurely(frame: Frame, text?: string): void {
  const made: Waiting = { frame: { clientId: uuid(), ...frame } as unknown as Frame, text, at: new Date().toISOString() }
  write(keyOf(made.frame.clientId), made)
  openLink()
  sendFrame(made.frame)
  changed()
}

export function sendText(text: string): void {
  const words = text.trim().slice(0, 4000)
  lastTyping = 0 // what is typed next is another sentence
  if (words) sendSurely({ t: "send", text: words }, words)
}

export const press = (seq: number, replyId: string, text: string): void =>
  sendSurely({ t: "press", seq, replyId }, text)

export function sendContact(message: Message, fields: Record<string, string>, version: string): void {
  chat.saved.done[message.seq] = "contact"
  sendSurely({ t: "contact", seq: message.seq, ...fields, agreed: true, version })
}

export const sendCart = (seq: number, ok: boolean, more: object): void => sendSurely({ t: "cart", seq, ok, ...more })

export function sendAgain(one: Waiting): void {
  delete one.failed
  write(keyOf(one.frame.clientId), one)
  openLink()
  sendFrame(one.frame)
  changed()
}

function errand(frame: Frame): void {
  if (!sendFrame(frame) && errands.length < 20) errands.push(frame)
}

export function sendTyping(): void {
  if (Date.now() - lastTyping < 3000) return
  lastTyping = Date.now()
  sendFrame({ t: "typing" })
}

export function tellPageToChat(): void {
  const { url, title } = pageNow()
  sendFrame({ t: "page", url, title })
}

export function markDone(seq: number | string, what: string): void {
  chat.saved.done[seq] = what
  changed()
}

const isAnswer = (one: Message): boolean => /^(agent|operator)$/.test(one.from)

export function unread(): number {
  const { messages, seen } = chat.saved
  return messages.filter((one) => one.seq > seen && isAnswer(one)).length
}

/** Everything there is has been before the visitor's eyes. */
export function markSeen(): void {
  const { saved } = chat
  const last = saved.messages[saved.messages.length - 1]?.seq || 0
  if (last <= saved.seen) return
  saved.seen = last
  errand({ t: "read", seq: last })
  changed()
}

// --- openings ---

export function answerOpening(what: "shown" | "opened" | "dismissed" | "never"): void {
  const { opening } = chat
  if (!opening) return
  errand({ t: "opening", decisionId: opening.decisionId, what })
  if (what === "shown") channel?.postMessage(opening.decisionId)
  else write("o." + opening.decisionId.slice(-40), what)
  if (what === "never") write("never", true)
  if (what === "never" || what === "dismissed") {
    chat.opening = undefined
    tell("opening")
  }
}

function takeOpening(frame: Frame): void {
  const { decisionId, text } = frame
  if (typeof decisionId !== "string" || typeof text !== "string" || !text.trim()) return
  if (chat.opening || read("o." + decisionId.slice(-40))) return
  const replies = Array.isArray(frame.replies) ? frame.replies : []
  const opening = { decisionId, text, replies, subject: frame.subject, after: chat.saved.seq } as Opening
  // Only where somebody looks, and only for who has not said never.
  if (read("never")) return errand({ t: "opening", decisionId, what: "never" })
  if (document.visibilityState === "hidden") return
  chat.opening = opening
  tell("opening")
}

// --- from the server ---

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
  for (const one of chat.waiting) if (!one.failed) sendFrame(one.frame)
  errands.splice(0).forEach(errand)
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
  errands = []
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
      return makeHello({ t: "hello", token: chat.token || undefined, ticket, conversationId: conversationId || undefined, seq, lang })
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
  quiet(() => {
    channel = new BroadcastChannel("dangol." + settings.key)
    // What another tab wrote may be read here only a moment later: so it is told as well.
    channel.onmessage = quiet(({ data }: MessageEvent) => {
      if (data.messages) {
        join(data)
        load()
        write("chat", chat.saved)
        tell("change")
      } else if (chat.opening?.decisionId === data) {
        chat.opening = undefined // that tab shows it
        tell("opening")
      }
    })
  })()
  listen(document, "visibilitychange", () => {
    clearTimeout(hiddenTimer)
    if (document.visibilityState !== "hidden") {
      if (isAllowed() || chat.isOpen) openLink()
    } else if (!chat.saved.conversationId && !chat.waiting.length)
      // A tab that nobody looks at and nobody writes to needs no road.
      hiddenTimer = later(closeLink, 60_000)
  })
}

export type { Frame, Message, Opening, Part }
