// Where the launcher and an opening may stand: never on a button that buys.

const BUYS =
  /add.{0,3}to.{0,3}(cart|bag|basket)|\bbuy\b|check.?out|purchase|place.?order|\bpay\b|장바구니|담기|구매|주문|결제|바로\s?사기|カート|購入|注文|レジ|お会計|買う/i
const CONTROLS = 'button,a,input[type="submit"],input[type="button"],input[type="image"],[role="button"]'
const GAP = 12

interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

const known = new WeakMap<Element, boolean>()
let buttons: HTMLElement[] = []
let foundAt = 0

function buys(control: Element): boolean {
  const at = (name: string): string => control.getAttribute(name) || ""
  const said = [control.textContent!.slice(0, 120), ...["value", "aria-label", "name", "id", "class", "href"].map(at)]
  return BUYS.test(said.join(" ").slice(0, 1000))
}

/** The visible buttons that buy, as boxes on the screen. */
export function obstacles(now: number): Box[] {
  if (now - foundAt > 700) {
    foundAt = now
    buttons = []
    const all = document.querySelectorAll<HTMLElement>(CONTROLS)
    for (let i = 0; i < all.length && i < 3000; i += 1) {
      const control = all[i]!
      let does = known.get(control)
      if (does === undefined || control.tagName === "BUTTON") known.set(control, (does = buys(control)))
      if (does) buttons.push(control)
    }
  }
  return buttons
    .map((one) => one.getBoundingClientRect())
    .filter((box) => box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth)
}

const meet = (a: Box, b: Box): boolean =>
  a.left < b.right + GAP && a.right > b.left - GAP && a.top < b.bottom + GAP && a.bottom > b.top - GAP

/** Whether a box stands on a button that buys. */
export const covers = (box: Box, blocked: Box[]): boolean => blocked.some((other) => meet(box, other))

export interface Place {
  side: string
  lift: number
}

/**
 * The lowest free place for boxes of these sizes, stacked from the bottom, on the wanted side first.
 * Nothing where there is none.
 */
export function freePlace(sizes: { width: number; height: number }[], edge: number, side: string, blocked: Box[]): Place | undefined {
  for (const one of side === "left" ? ["left", "right"] : ["right", "left"]) {
    const lifts = [0, ...blocked.map((box) => innerHeight - edge - box.top + GAP + 1)].filter((lift) => lift >= 0).sort((a, b) => a - b)
    for (const lift of lifts) {
      let bottom = innerHeight - edge - lift
      const isFree = sizes.every(({ width, height }) => {
        const left = one === "left" ? edge : innerWidth - edge - width
        const box = { left, right: left + width, top: bottom - height, bottom }
        bottom -= height + GAP
        return box.top >= 8 && !covers(box, blocked)
      })
      if (isFree) return { side: one, lift }
    }
  }
  return undefined
}
