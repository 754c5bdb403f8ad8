// Answers that can be given by one touch.
import { chat } from "./chat"
import { h } from "./dom"
import type { Reply } from "./frames"
import { press } from "./send"
import { field, isPhone, replies } from "./skeleton"

export function drawReplies(): void {
  const { messages } = chat.saved
  const last = messages[messages.length - 1]
  let offered: Reply[] = []
  let seq = 0
  if (chat.waiting.some((one) => one.text)) offered = []
  else if (chat.opening && (last?.seq || 0) <= chat.opening.after) offered = chat.opening.replies || []
  else if (last && last.from !== "visitor") {
    seq = last.seq
    for (const part of last.parts) if (part?.type === "replies" && Array.isArray(part.replies)) offered = part.replies
  }
  const key = seq + offered.map((one) => one?.id).join()
  if (replies.dataset.v === key) return
  replies.dataset.v = key
  replies.replaceChildren(...replyButtons(offered, (one) => pressed(seq, one)))
}

export const replyButtons = (offered: Reply[], act: (one: Reply) => void): HTMLElement[] =>
  offered
    .filter((one) => one && typeof one.id === "string" && typeof one.text === "string")
    .slice(0, 8)
    .map((one) => h("button", { class: "reply", type: "button", click: () => act(one) }, one.text))

export function pressed(seq: number, one: Reply): void {
  if (!isPhone()) field.focus({ preventScroll: true }) // the button goes, and the focus with it
  press(seq, one.id, one.text)
}
