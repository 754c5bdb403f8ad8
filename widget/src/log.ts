// The conversation, drawn: what did not change stays the element it was.
import { hasCart } from "./cart"
import { chat } from "./chat"
import { h } from "./dom"
import type { Message } from "./frames"
import { drawParts } from "./parts"
import { sendAgain } from "./send"
import { face, log, nameOf } from "./skeleton"
import { lang, t, when } from "./texts"

const nodes = new Map<string, HTMLElement>()
export const forgetLog = (): void => nodes.clear()

function row(key: string, version: string, make: () => HTMLElement): HTMLElement {
  const old = nodes.get(key)
  if (old && old.dataset.v === version) return old
  const made = make()
  made.dataset.v = version
  nodes.set(key, made)
  return made
}

const senderOf = (one: Message): string => (one.from === "operator" ? one.name || t.person : one.from === "agent" ? `${one.name || nameOf()} · ${t.auto}` : t.you)

function messageNode(one: Message, isFirst: boolean, isLast: boolean): HTMLElement {
  return h(
    "div",
    { class: `message ${one.from === "visitor" ? "mine" : one.from === "system" ? "system" : "them"}` },
    isFirst && one.from !== "system" && h("p", { class: one.from === "visitor" ? "sr" : "sender" }, senderOf(one)),
    ...drawParts(one),
    isLast && one.from !== "system" && h("time", { datetime: one.at }, when(new Date(one.at), true)),
  )
}

export function drawLog(): void {
  const { saved, waiting, opening } = chat
  const wanted: HTMLElement[] = []
  const { messages } = saved
  const said = opening && row("opening", opening.decisionId, () => messageNode({ seq: 0, from: "agent", at: "", parts: [{ type: "text", text: opening.text }] }, true, false))
  if (!said && !messages.length) wanted.push(row("hello", lang, () => h("div", { class: "hello" }, h("span", { class: "face", "aria-hidden": "true" }, face.textContent), h("p", {}, t.sub))))
  messages.forEach((one, i) => {
    if (said && one.seq > opening.after && !wanted.includes(said)) wanted.push(said)
    const before = messages[i - 1]
    const after = messages[i + 1]
    const isFirst = !before || before.from !== one.from || before.name !== one.name
    const isLast = !after || after.from !== one.from || Date.parse(after.at) - Date.parse(one.at) > 300_000
    const done = Object.keys(saved.done).filter((key) => key === "" + one.seq).map((key) => saved.done[key])
    wanted.push(row(one.clientId && one.from === "visitor" ? one.clientId : "m" + one.seq, [isFirst, isLast, done, hasCart()].join(), () => messageNode(one, isFirst, isLast)))
  })
  if (said && !wanted.includes(said)) wanted.push(said)
  for (const one of waiting) {
    const id = one.frame.clientId as string
    if (!one.text || messages.some((known) => known.clientId === id && known.from === "visitor")) continue
    wanted.push(
      row(id, "waiting" + (one.failed || ""), () =>
        h(
          "div",
          { class: "message mine waiting" },
          h("p", { class: "sr" }, t.you),
          h("p", { class: "bubble", dir: "auto" }, one.text),
          one.failed
            ? h("p", { class: "problem" }, `${t.failed}: ${one.failed} `, h("button", { class: "soft", type: "button", click: () => sendAgain(one) }, t.send))
            : h("p", { class: "small" }, t.sending),
        ),
      ),
    )
  }
  if (chat.draft) {
    const node = row("draft", "", () => h("div", { class: "message them", "aria-hidden": "true" }, h("p", { class: "bubble" })))
    node.firstElementChild!.textContent = chat.draft
    wanted.push(node)
  } else if (chat.typing) wanted.push(row("typing", lang, () => h("div", { class: "message them", role: "img", "aria-label": t.typing }, h("p", { class: "bubble dots" }, h("i"), h("i"), h("i")))))
  for (const [key, node] of nodes)
    if (!wanted.includes(node)) {
      node.remove()
      nodes.delete(key)
    }
  wanted.forEach((node, i) => {
    if (log.children[i] !== node) log.insertBefore(node, log.children[i] || null)
  })
  while (log.children.length > wanted.length) log.lastElementChild!.remove()
}

let top = 0 // to where toEnd scrolled
let follows = true // the reader has not scrolled away from what is said
let shown = "" // how much there is to see, of what

/** The reader may have scrolled. */
export function scrolled(): void {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80
  follows = isAtEnd || (follows && Math.abs(log.scrollTop - top) < 2)
}

/** What is new, or makes room for itself below, takes a reader along who follows. */
export function keepUp(): void {
  const now = [log.childElementCount, log.scrollHeight, log.clientHeight].join()
  if (now !== shown && (follows || chat.waiting.length)) toEnd()
  shown = now
}

/** To the end, but not past the beginning of what was said last. */
export function toEnd(): void {
  const last = log.lastElementChild as HTMLElement | null
  if (last) log.scrollTop = last.offsetTop - log.offsetTop - 12
  top = log.scrollTop
  follows = true
}
