// The widget as a visitor uses it: it opens, closes, is written in, and shows what there is.
import { hasCart } from "./cart"
import { drawOpening } from "./card"
import { chat, onChat, unread } from "./chat"
import { icon, ICONS } from "./dom"
import { isAllowed } from "./events"
import type { Message } from "./frames"
import { announce } from "./heard"
import { openLink } from "./link"
import { drawLog, forgetLog, keepUp, scrolled, toEnd } from "./log"
import { answerOpening } from "./opening"
import { perform } from "./parts"
import { later, listen, quiet } from "./quiet"
import { drawReplies } from "./replies"
import { markSeen, sendText, sendTyping } from "./send"
import { settings } from "./settings"
import { attach, badge, build, cut, dock, dress, field, host, isPhone, launcher, panel, root, send, status } from "./skeleton"
import { place, stand } from "./stand"
import { lang, t } from "./texts"

let hasTitle = false // that says how many are unread
let lastCount = 0

function draw(): void {
  if (!host) return
  const { handoff, handoffName, promise } = chat
  status.textContent = handoff === "joined" ? `${handoffName || t.person} · ${t.person}` : handoff === "waiting" ? promise || t.wait : t.sub
  panel.className = "panel " + handoff
  cut.hidden = !chat.isCut
  if (drawOpening(() => open())) place()
  if (chat.isOpen) {
    drawLog()
    drawReplies()
    keepUp()
    if (document.visibilityState === "visible") markSeen()
  }
  const count = unread()
  badge.hidden = !count
  badge.textContent = count > 9 ? "9+" : "" + count
  launcher.setAttribute("aria-label", chat.isOpen ? t.close : count ? `${t.ask} (${count})` : t.ask)
  launcher.setAttribute("aria-expanded", "" + chat.isOpen)
  title(count)
  if (count !== lastCount) announce("unread", (lastCount = count))
}

/** A tab that is not looked at says in its title that something came. */
function title(count: number): void {
  const bare = document.title.replace(/^\(\d+\) /, "")
  if (count && document.visibilityState === "hidden") {
    hasTitle = true
    document.title = `(${count}) ${bare}`
  } else if (hasTitle) {
    hasTitle = false
    document.title = bare
  }
}

function grow(): void {
  field.style.setProperty("height", "auto")
  field.style.setProperty("height", Math.min(field.scrollHeight, 120) + "px")
  send.disabled = !field.value.trim()
  if (field.value) sendTyping()
}

function typed(event: KeyboardEvent): void {
  // While a Korean or Japanese word is being composed, Enter belongs to the word.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return
  submitted(event)
}

function submitted(event: Event): void {
  event.preventDefault()
  if (!field.value.trim()) return
  sendText(field.value)
  field.value = ""
  grow()
  field.focus({ preventScroll: true })
  toEnd()
}

function keys(event: KeyboardEvent): void {
  event.stopPropagation() // the page's own short cuts are not meant
  if (event.isComposing) return
  if (event.key === "Escape") closed(event)
}

function closed(event: Event): void {
  event.preventDefault()
  close()
}

/** A sheet closes when what is behind it is pressed. */
function outside(event: MouseEvent): void {
  if (event.target === panel && event.clientY < panel.getBoundingClientRect().top) close()
}

/** `isAgain`: by itself, because it was open on the page before. */
export function open(words?: string, hasFocus = true, isAgain = false): void {
  if (!host) return
  openLink()
  if (!chat.isOpen) {
    // A sheet keeps the focus and covers the page; a panel stands beside it.
    if (isPhone()) panel.showModal()
    else panel.setAttribute("open", "")
    if (stand() && isAgain) return panel.close()
    chat.isOpen = true
    if (chat.opening) answerOpening("opened")
    root.classList.add("open")
    launcher.replaceChild(icon(ICONS.down), launcher.firstChild!)
    if (isAllowed()) quiet(() => sessionStorage.setItem("dangol.open", "1"))()
    fit()
    announce("open")
  }
  draw()
  toEnd()
  if (words) field.value = String(words).slice(0, 4000)
  grow()
  if (hasFocus) field.focus({ preventScroll: true })
}

export function close(): void {
  if (!host || !chat.isOpen) return
  chat.isOpen = false
  if (chat.opening) chat.opening = undefined
  panel.close()
  root.classList.remove("open")
  launcher.replaceChild(icon(ICONS.chat), launcher.firstChild!)
  quiet(() => sessionStorage.removeItem("dangol.open"))()
  draw()
  place()
  launcher.focus({ preventScroll: true })
  announce("close")
}

/** The sheet stands above a phone's keyboard. */
function fit(): void {
  const view = window.visualViewport
  if (view) {
    host!.style.setProperty("--vh", Math.round(view.height) + "px")
    host!.style.setProperty("--below", Math.max(0, Math.round(innerHeight - view.height - view.offsetTop)) + "px")
  }
}

export function setHidden(now: boolean): void {
  chat.isHidden = now
  if (!host) return
  dock.hidden = now
  draw()
  place()
}

const redress = (): void => {
  if (!host) return
  const words = field.value
  make()
  place()
  dock.hidden = chat.isHidden
  field.value = words
  if (chat.isOpen) {
    chat.isOpen = false
    open(undefined, false)
  } else draw()
}

/** A message that just came: an add is performed, once, by the tab that is looked at. */
function came(one: Message): void {
  announce("message", { from: one.from, seq: one.seq, at: one.at, parts: one.parts })
  const isFresh = Date.now() - Date.parse(one.at) < 300_000
  if (one.from === "visitor" || !isFresh || document.visibilityState === "hidden") return
  for (const part of one.parts)
    if (part?.type === "cart_add" && !chat.saved.done[one.seq] && hasCart()) {
      if (!navigator.locks) quiet(perform)(part, one)
      // Held for as long as the page lives: another tab may not yet read what this one wrote.
      else void navigator.locks.request("dangol." + one.id, { ifAvailable: true }, (lock) => lock && (quiet(perform)(part, one), new Promise(() => {})))
    }
}

function make(): void {
  forgetLog()
  build({ toggle: () => (chat.isOpen ? close() : open()), close, closed, grow, keys, outside, scrolled, submitted, typed })
  dress()
}

export function startView(): void {
  attach()
  make()
  let lookOf = ""
  onChat((what, value) => {
    if (what === "message") return came(value as Message)
    if (what === "theme") {
      const look = JSON.stringify([chat.theme, settings, lang, t])
      if (look === lookOf) return
      lookOf = look
      return redress()
    }
    draw()
    place()
  })
  document.documentElement.append(host!)
  draw()
  place()
  const soon = (): void => void requestAnimationFrame(quiet(place))
  listen(window, "scroll resize", soon, { passive: true, capture: true })
  setInterval(
    quiet(() => {
      if (document.visibilityState === "hidden") return
      // A page that replaces its whole document takes the widget along.
      if (!host!.isConnected) document.documentElement.append(host!)
      place()
    }),
    1000,
  )
  listen(document, "visibilitychange", () => draw())
  if (window.visualViewport) listen(window.visualViewport, "resize scroll", fit)
  // A conversation on a large screen goes on across pages.
  if (!isPhone() && quiet(() => sessionStorage.getItem("dangol.open"))()) later(() => open(undefined, false, true), 0)
}
