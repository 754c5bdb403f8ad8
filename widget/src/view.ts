// The launcher, an opening and the conversation, in a shadow root that no style of the page reaches.
import { hasCart } from "./cart"
import { answerOpening, chat, markSeen, onChat, press, sendAgain, sendText, sendTyping, unread } from "./chat"
import { colours, h, icon, ICONS } from "./dom"
import type { Message, Reply } from "./frames"
import { isAllowed } from "./events"
import { openLink } from "./link"
import { drawParts, perform } from "./parts"
import { covers, freePlace, obstacles } from "./place"
import { later, listen, quiet } from "./quiet"
import { settings } from "./settings"
import css from "./style.css"
import { lang, t, when } from "./texts"

let host: HTMLElement | undefined
let root: HTMLElement
let dock: HTMLElement
let card: HTMLElement
let launcher: HTMLButtonElement
let badge: HTMLElement
let panel: HTMLDialogElement
let heading: HTMLElement
let status: HTMLElement
let face: HTMLElement
let log: HTMLElement
let cut: HTMLElement
let replies: HTMLElement
let field: HTMLTextAreaElement
let send: HTMLButtonElement
let isHidden = false // by the page
let isPlaced = true
let hasTitle = false
let handle: (name: string, value?: unknown) => void
const nodes = new Map<string, HTMLElement>()

const isPhone = (): boolean => matchMedia("(max-width:480px)").matches
const nameOf = (): string => chat.theme.name || t.ask

function style(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    shadow.adoptedStyleSheets = [sheet]
  } catch {
    shadow.append(h("style", {}, css)) // an older browser
  }
}

const iconButton = (className: string, path: string, label: string, click: () => void): HTMLButtonElement =>
  h("button", { class: className, type: "button", "aria-label": label, click }, icon(path))

// --- drawing ---

function build(): void {
  nodes.clear()
  launcher = h("button", { class: "launcher", type: "button", "aria-haspopup": "dialog", click: () => (chat.isOpen ? close() : open()) }, icon(ICONS.chat), (badge = h("span", { class: "badge", "aria-hidden": "true", hidden: true })))
  card = h("section", { class: "card", hidden: true, role: "status" })
  dock = h("div", { class: "dock" }, card, launcher)
  face = h("span", { class: "face", "aria-hidden": "true" })
  heading = h("h2", { id: "name" })
  status = h("p", { class: "status", role: "status" })
  log = h("div", { class: "log", role: "log", "aria-label": t.ask, tabindex: 0 })
  cut = h("p", { class: "cut", role: "status", hidden: true }, t.off)
  replies = h("div", { class: "replies" })
  field = h("textarea", { rows: 1, placeholder: t.type, "aria-label": t.type, maxlength: 4000, enterkeyhint: "send", input: grow, keydown: typed })
  send = h("button", { class: "send", type: "submit", "aria-label": t.send }, icon(ICONS.send))
  panel = h(
    "dialog",
    { class: "panel", "aria-labelledby": "name", keydown: keys, cancel: closed, click: outside },
    h("header", {}, face, h("div", { class: "who" }, heading, status), iconButton("quiet", ICONS.down, t.close, close)),
    log,
    cut,
    replies,
    h("form", { class: "pen", submit: submitted }, field, send),
  )
  root.replaceChildren(panel, dock)
}

function dress(): void {
  const { accent, on } = colours(chat.theme.color)
  host!.style.setProperty("--c", accent)
  host!.style.setProperty("--on", on)
  root.lang = lang
  const mode = settings.theme || chat.theme.mode || "auto"
  root.dataset.theme = mode === "auto" && matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : mode
  heading.textContent = nameOf()
  face.textContent = [...nameOf()][0] || ""
  place()
}

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

function drawLog(): void {
  const { saved, waiting, opening } = chat
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80
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
  if (isAtEnd || waiting.length) toEnd()
}

/** To the end, but not past the beginning of what was said last. */
function toEnd(): void {
  const last = log.lastElementChild as HTMLElement | null
  if (last) log.scrollTop = last.offsetTop - log.offsetTop - 12
}

function drawReplies(): void {
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

const replyButtons = (offered: Reply[], act: (one: Reply) => void): HTMLElement[] =>
  offered
    .filter((one) => one && typeof one.id === "string" && typeof one.text === "string")
    .slice(0, 8)
    .map((one) => h("button", { class: "reply", type: "button", click: () => act(one) }, one.text))

function pressed(seq: number, one: Reply): void {
  if (!isPhone()) field.focus({ preventScroll: true }) // the button goes, and the focus with it
  press(seq, one.id, one.text)
}

function drawOpening(): void {
  const { opening } = chat
  if (!opening || chat.isOpen || isHidden) {
    card.hidden = true
    card.replaceChildren()
    delete card.dataset.v
    return
  }
  if (card.dataset.v === opening.decisionId) return
  card.dataset.v = opening.decisionId
  card.replaceChildren(
    h("div", { class: "top" }, h("span", { class: "face", "aria-hidden": "true" }, face.textContent), h("span", { class: "from" }, nameOf(), h("small", {}, t.auto)), iconButton("quiet", ICONS.close, t.close, () => dismiss("dismissed"))),
    h("button", { class: "words", type: "button", dir: "auto", click: () => open() }, opening.text),
    h("div", { class: "replies" }, ...replyButtons(opening.replies || [], (one) => (open(), pressed(0, one)))),
    h("button", { class: "never", type: "button", click: () => dismiss("never") }, t.never),
  )
  card.hidden = false
  place()
}

function dismiss(what: "dismissed" | "never"): void {
  answerOpening(what)
  launcher.focus({ preventScroll: true })
}

function draw(): void {
  if (!host) return
  const { handoff, handoffName, promise } = chat
  status.textContent = handoff === "joined" ? `${handoffName || t.person} · ${t.person}` : handoff === "waiting" ? promise || t.wait : t.sub
  panel.className = "panel " + handoff
  cut.hidden = !chat.isCut
  drawOpening()
  if (chat.isOpen) {
    drawLog()
    drawReplies()
    if (document.visibilityState === "visible") markSeen()
  }
  const count = unread()
  badge.hidden = !count
  badge.textContent = count > 9 ? "9+" : "" + count
  launcher.setAttribute("aria-label", chat.isOpen ? t.close : count ? `${t.ask} (${count})` : t.ask)
  launcher.setAttribute("aria-expanded", "" + chat.isOpen)
  title(count)
  if (count !== lastCount) handle("unread", (lastCount = count))
}
let lastCount = 0

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

// --- where it stands ---

/** The dock keeps off every button that buys; where no place is free it is not there. */
function place(): void {
  if (!host || isHidden || chat.isOpen) return
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
  isPlaced = !!withCard
  if (isPlaced && chat.opening && card.dataset.shown !== chat.opening.decisionId) {
    card.dataset.shown = chat.opening.decisionId
    answerOpening("shown")
    handle("opening", { ...chat.opening })
  }
}

// --- what the visitor does ---

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

const wantedSide = (): string => ((settings.side || chat.theme.launcher) === "left" ? "left" : "right")

/** The panel keeps off what buys, on the wanted side or else on the other; whether it cannot. */
function stand(): boolean {
  const wanted = wantedSide()
  for (const side of [wanted, wanted === "left" ? "right" : "left", wanted]) {
    root.dataset.side = side
    if (isPhone() || !covers(panel.getBoundingClientRect(), obstacles(Date.now()))) return false
  }
  return true
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
    handle("open")
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
  handle("close")
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
  isHidden = now
  if (!host) return
  dock.hidden = now
  draw()
  place()
}

export const redress = (): void => {
  if (!host) return
  const words = field.value
  build()
  dress()
  dock.hidden = isHidden
  field.value = words
  if (chat.isOpen) {
    chat.isOpen = false
    open(undefined, false)
  } else draw()
}

/** A message that just came: an add is performed, once, by the tab that is looked at. */
function came(one: Message): void {
  handle("message", { from: one.from, seq: one.seq, at: one.at, parts: one.parts })
  const isFresh = Date.now() - Date.parse(one.at) < 300_000
  if (one.from === "visitor" || !isFresh || document.visibilityState === "hidden") return
  for (const part of one.parts)
    if (part?.type === "cart_add" && !chat.saved.done[one.seq] && hasCart()) {
      if (!navigator.locks) quiet(perform)(part, one)
      // Held for as long as the page lives: another tab may not yet read what this one wrote.
      else void navigator.locks.request("dangol." + one.id, { ifAvailable: true }, (lock) => lock && (quiet(perform)(part, one), new Promise(() => {})))
    }
}

export function startView(tell: typeof handle): void {
  handle = tell
  host = document.createElement("dangol-widget")
  const shadow = host.attachShadow({ mode: "open" })
  style(shadow)
  root = h("div", { class: "root" })
  shadow.append(root)
  build()
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
  document.documentElement.append(host)
  dress()
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
