// The widget's elements, in a shadow root that no style of the page reaches.
import { chat } from "./chat"
import { colours, h, icon, ICONS } from "./dom"
import { settings } from "./settings"
import css from "./style.css"
import { lang, t } from "./texts"

export let host: HTMLElement | undefined
export let root: HTMLElement
export let dock: HTMLElement
export let card: HTMLElement
export let launcher: HTMLButtonElement
export let badge: HTMLElement
export let panel: HTMLDialogElement
export let status: HTMLElement
export let face: HTMLElement
export let log: HTMLElement
export let cut: HTMLElement
export let replies: HTMLElement
export let field: HTMLTextAreaElement
export let send: HTMLButtonElement
let heading: HTMLElement

/** What happens when something is pressed or written. */
export interface Acts {
  toggle: () => void
  close: () => void
  closed: (event: Event) => void
  grow: () => void
  keys: (event: KeyboardEvent) => void
  outside: (event: MouseEvent) => void
  scrolled: () => void
  submitted: (event: Event) => void
  typed: (event: KeyboardEvent) => void
}

export const isPhone = (): boolean => matchMedia("(max-width:480px)").matches
export const nameOf = (): string => chat.theme.name || t.ask

function style(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    shadow.adoptedStyleSheets = [sheet]
  } catch {
    shadow.append(h("style", {}, css)) // an older browser
  }
}

export const iconButton = (className: string, path: string, label: string, click: () => void): HTMLButtonElement =>
  h("button", { class: className, type: "button", "aria-label": label, click }, icon(path))

/** The host, with nothing in it yet. */
export function attach(): void {
  host = document.createElement("dangol-widget")
  const shadow = host.attachShadow({ mode: "open" })
  style(shadow)
  root = h("div", { class: "root" })
  shadow.append(root)
}

export function build({ toggle, close, closed, grow, keys, outside, scrolled, submitted, typed }: Acts): void {
  launcher = h("button", { class: "launcher", type: "button", "aria-haspopup": "dialog", click: toggle }, icon(ICONS.chat), (badge = h("span", { class: "badge", "aria-hidden": "true", hidden: true })))
  card = h("section", { class: "card", hidden: true, role: "status" })
  dock = h("div", { class: "dock" }, card, launcher)
  face = h("span", { class: "face", "aria-hidden": "true" })
  heading = h("h2", { id: "name" })
  status = h("p", { class: "status", role: "status" })
  log = h("div", { class: "log", role: "log", "aria-label": t.ask, tabindex: 0, scroll: scrolled })
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

/** In the shop's colours and under its name. */
export function dress(): void {
  const { accent, on } = colours(chat.theme.color)
  host!.style.setProperty("--c", accent)
  host!.style.setProperty("--on", on)
  root.lang = lang
  const mode = settings.theme || chat.theme.mode || "auto"
  root.dataset.theme = mode === "auto" && matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : mode
  heading.textContent = nameOf()
  face.textContent = [...nameOf()][0] || ""
}
