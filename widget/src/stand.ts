// Where the launcher, the card and the panel stand on this page: never on a button that buys.
import { chat } from "./chat"
import { answerOpening } from "./opening"
import { covers, freePlace, obstacles } from "./place"
import { settings } from "./settings"
import { card, dock, host, isPhone, panel, root } from "./skeleton"
import { announce } from "./heard"

const wantedSide = (): string => ((settings.side || chat.theme.launcher) === "left" ? "left" : "right")

/** The dock keeps off every button that buys; where no place is free it is not there. */
export function place(): void {
  if (!host || chat.isHidden || chat.isOpen) return
  const side = wantedSide()
  root.dataset.side = side
  const edge = isPhone() ? 14 : 20
  const blocked = obstacles(Date.now())
  const sizes = [{ width: 56, height: 56 }]
  const withCard = card.hidden ? undefined : freePlace([...sizes, { width: card.offsetWidth, height: card.offsetHeight }], edge, side, blocked)
  const found = withCard || freePlace(sizes, edge, side, blocked)
  dock.classList.toggle("bare", !withCard)
  dock.classList.toggle("away", !found)
  if (found) {
    root.dataset.side = found.side
    dock.style.setProperty("--lift", found.lift + "px")
  }
  if (withCard && chat.opening && card.dataset.shown !== chat.opening.decisionId) {
    card.dataset.shown = chat.opening.decisionId
    answerOpening("shown")
    announce("opening", { ...chat.opening })
  }
}

/** The panel keeps off what buys, on the wanted side or else on the other; whether it cannot. */
export function stand(): boolean {
  const wanted = wantedSide()
  for (const side of [wanted, wanted === "left" ? "right" : "left", wanted]) {
    root.dataset.side = side
    if (isPhone() || !covers(panel.getBoundingClientRect(), obstacles(Date.now()))) return false
  }
  return true
}
