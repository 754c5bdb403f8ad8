// The card of an opening, beside the launcher.
import { chat } from "./chat"
import { h, ICONS } from "./dom"
import { answerOpening } from "./opening"
import { pressed, replyButtons } from "./replies"
import { card, face, iconButton, launcher, nameOf } from "./skeleton"
import { t } from "./texts"

/** Whether another card stands there now. */
export function drawOpening(open: () => void): boolean {
  const { opening } = chat
  if (!opening || chat.isOpen || chat.isHidden) {
    card.hidden = true
    card.replaceChildren()
    delete card.dataset.v
    return false
  }
  if (card.dataset.v === opening.decisionId) return false
  card.dataset.v = opening.decisionId
  card.replaceChildren(
    h("div", { class: "top" }, h("span", { class: "face", "aria-hidden": "true" }, face.textContent), h("span", { class: "from" }, nameOf(), h("small", {}, t.auto)), iconButton("quiet", ICONS.close, t.close, () => dismiss("dismissed"))),
    h("button", { class: "words", type: "button", dir: "auto", click: open }, opening.text),
    h("div", { class: "replies" }, ...replyButtons(opening.replies || [], (one) => (open(), pressed(0, one)))),
    h("button", { class: "never", type: "button", click: () => dismiss("never") }, t.never),
  )
  card.hidden = false
  return true
}

function dismiss(what: "dismissed" | "never"): void {
  answerOpening(what)
  launcher.focus({ preventScroll: true })
}
