// The one script. `Dangol(name, ...)` takes calls from before it was there, and never throws.
import { followCart, useCart, type CartAdapter } from "./cart"
import type { Theme } from "./chat"
import { anonymousId, emit, identify, isAllowed, pageNow, setConsent, startEvents, track, userId } from "./events"
import { announce, hear, unhear } from "./heard"
import { openLink } from "./link"
import { note, own, quiet, VERSION } from "./quiet"
import { forgetChat, greetAgain, setLang, setTheme, startChat } from "./receive"
import { tellPageToChat } from "./send"
import { settings } from "./settings"
import { drop, read, write } from "./store"
import { chooseLang, setTexts } from "./texts"
import { close, open, setHidden, startView } from "./view"
import { onPage, startWatching, tellPage } from "./watch"

type Fields = Record<string, any>

let hasView = false
let wantsOpen: string | true | undefined

const fieldsOf = (value: unknown): Fields => (value && typeof value === "object" && !Array.isArray(value) ? (value as Fields) : {})

/** Words, colours and language as the server keeps them for this shop; no chat where it has none. */
const showChat = quiet(async (): Promise<void> => {
  if (hasView) return
  let config = read<{ at: number; is: Fields }>("config")
  if (!config?.is?.texts || Date.now() - config.at > 600_000) {
    try {
      const answer = await fetch(`${settings.base}/v1/chat/config?key=${encodeURIComponent(settings.key)}`, { credentials: "omit" })
      if (answer.ok) write("config", (config = { at: Date.now(), is: fieldsOf(await answer.json()) }))
      else if (answer.status < 500) return
    } catch (fault) {
      note(fault)
    }
  }
  if (!config?.is?.texts || hasView) return
  hasView = true
  const { is } = config
  setTexts(fieldsOf(is.texts))
  chooseLang(undefined, is.lang)
  startChat()
  startView()
  setTheme(fieldsOf(is.theme) as Theme)
  onPage(tellPageToChat)
  if (isAllowed()) openLink()
  if (wantsOpen) open(wantsOpen === true ? undefined : wantsOpen)
  announce("ready")
})

const calls: Record<string, (...given: any[]) => void> = {
  /** identify({userId, ...traits}, jwt) or identify(userId, traits, jwt) */
  identify(first, second, third) {
    const isText = typeof first === "string" || typeof first === "number"
    const { userId: a, user_id: b, id: c, ...traits } = isText ? { ...fieldsOf(second), userId: first } : fieldsOf(first)
    const id = a ?? b ?? c
    const token = isText ? third : second
    const before = userId()
    identify(id === undefined ? undefined : String(id), traits)
    if (userId() !== before || token !== undefined) greetAgain(typeof token === "string" ? token : undefined)
  },
  track(name, properties) {
    tellPage()
    if (typeof name === "string" && name) track(name, fieldsOf(properties))
  },
  page: (name, properties) => emit("page", { ...(typeof name === "string" && { name }), properties: { ...pageNow(), ...fieldsOf(properties) } }),
  open(words) {
    wantsOpen = typeof words === "string" ? words : true
    if (hasView) open(typeof words === "string" ? words : undefined)
    else void showChat() // asked for by the visitor: a service, whatever was said of storing
  },
  close,
  hide: () => setHidden(true),
  show: () => setHidden(false),
  on(name, work) {
    if (typeof work !== "function") return
    hear(String(name), work)
    if (name === "ready" && hasView) quiet(work)()
  },
  off: unhear,
  addToCart(adapter) {
    if (typeof adapter === "function") useCart(adapter as CartAdapter)
  },
  consent(isGiven) {
    setConsent(!!isGiven)
    if (isGiven) void showChat()?.then(openLink)
    else if (hasView) forgetChat()
  },
  set(given) {
    const { lang, theme, position, color } = fieldsOf(given)
    if (position) settings.side = String(position)
    if (theme) settings.theme = String(theme)
    setTheme(color ? { color: String(color) } : {})
    if (lang) setLang(lang)
  },
  /** Tells the id under which this browser's events are sent. */
  visitor: (work) => work(anonymousId()),
  /** Somebody logged out: this browser is a stranger again. */
  reset() {
    for (const name of ["anonymous", "user", "chat", "campaign"]) drop(name)
    if (hasView) {
      forgetChat()
      greetAgain("")
      if (isAllowed()) openLink()
    }
  },
}

function dangol(name: unknown, ...given: unknown[]): void {
  const work = own(calls, name)
  if (work) quiet(work)(...given)
  else note(name)
}

function start(): void {
  const page = window as unknown as { Dangol?: { q?: ArrayLike<unknown>[]; version?: string } }
  if (page.Dangol?.version || !settings.key || !settings.base) return
  const early = page.Dangol?.q || []
  page.Dangol = Object.assign(dangol, { version: VERSION })
  const queued = [...early].map((one) => [...Array.from(one)] as [string, ...unknown[]])
  // Whether anything may be stored is known before anything is.
  for (const one of queued) if (one[0] === "consent") setConsent(!!one[1])
  quiet(startEvents)()
  quiet(followCart)()
  quiet(startWatching)()
  for (const one of queued) if (one[0] !== "consent") dangol(...one)
  const show = (): void => void (isAllowed() && showChat())
  if (document.readyState === "complete") show()
  else addEventListener("load", show, { once: true })
}

const prerendered = document as Document & { prerendering?: boolean }
if (prerendered.prerendering) document.addEventListener("prerenderingchange", quiet(start), { once: true })
else quiet(start)()
