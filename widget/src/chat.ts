// A conversation as this browser knows it: what was said, what is on its way; every tab the same.
import type { Message, Opening, Frame } from "./frames"
import { quiet } from "./quiet"
import { settings } from "./settings"
import { names, read, write } from "./store"

const MOST_MESSAGES = 60

export interface Waiting {
  frame: Frame
  text?: string
  at: string
  failed?: string
}
export interface Saved {
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

export const empty = (): Saved => ({ seq: 0, seen: 0, messages: [], done: {} })

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
  /** By the page. */
  isHidden: false,
  token: "",
}

type Said = "change" | "message" | "opening" | "theme"
const listeners: ((what: Said, value?: any) => void)[] = []
export const onChat = (work: (typeof listeners)[0]): number => listeners.push(work)
export const tell = (what: Said, value?: unknown): void => listeners.forEach((work) => quiet(work)(what, value))

let channel: BroadcastChannel | undefined

export const isMessage = (one: any): one is Message =>
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

export function load(): void {
  join(read<Saved>("chat"))
  chat.waiting = names("p.")
    .map((name) => read<Waiting>(name)!)
    .filter((one) => one?.frame)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
}

export function merge(messages: Message[]): Message[] {
  const { saved } = chat
  const fresh = messages.filter((one) => !saved.messages.some((known) => known.seq === one.seq))
  saved.messages = [...saved.messages, ...fresh].sort((a, b) => a.seq - b.seq).slice(-MOST_MESSAGES)
  for (const one of saved.messages) if (one.seq === saved.seq + 1) saved.seq = one.seq
  return fresh
}

export function changed(): void {
  load()
  write("chat", chat.saved)
  tellTabs(chat.saved)
  tell("change")
}

/** Another conversation: its numbers begin anew. */
export function renew(conversationId: string | null): void {
  chat.saved = { ...empty(), ticket: chat.saved.ticket, conversationId }
  write("chat", chat.saved)
}

/** What the other tabs of this browser should know too. */
export const tellTabs = (what: Saved | string): void => channel?.postMessage(what)

export function followTabs(): void {
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
}

export const isAnswer = (one: Message): boolean => /^(agent|operator)$/.test(one.from)

export function unread(): number {
  const { messages, seen } = chat.saved
  return messages.filter((one) => one.seq > seen && isAnswer(one)).length
}
