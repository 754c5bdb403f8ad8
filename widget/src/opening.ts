// Something said first: shown once, by one tab, and never to who has said never.
import { chat, tell, tellTabs } from "./chat"
import type { Frame, Opening } from "./frames"
import { errand } from "./send"
import { read, write } from "./store"

export function answerOpening(what: "shown" | "opened" | "dismissed" | "never"): void {
  const { opening } = chat
  if (!opening) return
  errand({ t: "opening", decisionId: opening.decisionId, what })
  if (what === "shown") tellTabs(opening.decisionId)
  else write("o." + opening.decisionId.slice(-40), what)
  if (what === "never") write("never", true)
  if (what === "never" || what === "dismissed") {
    chat.opening = undefined
    tell("opening")
  }
}

export function takeOpening(frame: Frame): void {
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
