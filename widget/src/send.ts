// What the visitor does, on its way to the server: kept until it is stored, and taken once.
import { chat, changed, type Waiting } from "./chat"
import { pageNow } from "./events"
import type { Frame, Message } from "./frames"
import { openLink, sendFrame } from "./link"
import { uuid } from "./quiet"
import { write } from "./store"

let lastTyping = 0
let errands: Frame[] = [] // not worth keeping beyond the page, but worth a second try

export const keyOf = (clientId: string): string => "p." + clientId

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

/** Tried again with the next welcome. */
export function errand(frame: Frame): void {
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

/** Everything there is has been before the visitor's eyes. */
export function markSeen(): void {
  const { saved } = chat
  const last = saved.messages[saved.messages.length - 1]?.seq || 0
  if (last <= saved.seen) return
  saved.seen = last
  errand({ t: "read", seq: last })
  changed()
}

/** Everything that waits is sent again. */
export function sendWaiting(): void {
  for (const one of chat.waiting) if (!one.failed) sendFrame(one.frame)
  errands.splice(0).forEach(errand)
}

export const forgetErrands = (): void => void (errands = [])
