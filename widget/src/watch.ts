// What a visitor does, seen from outside: pages, a product, leaving, idleness, how far was read.
import { emit, hurry, pageNow, track } from "./events"
import { productOfPage } from "./jsonld"
import { followLayer, onLayer } from "./layer"
import { later, listen, quiet } from "./quiet"

const IDLE_MS = 30_000
const JSONLD_MS = 1_500

let page = "" // path and query of the page that was told last
let since = 0
let pageTimer = 0
let productTimer = 0
let viewed: { id: unknown; name: unknown; byLayer: boolean } | undefined
let lastJsonld: unknown
let hasLeft = false
let depth = 0
let activeAt = 0
let idle_ms = 0
const pageListeners: (() => void)[] = []

export const onPage = (work: () => void): number => pageListeners.push(work)

const address = (): string => location.pathname + location.search

function newPage(): void {
  tellReading()
  page = address()
  since = activeAt = Date.now()
  depth = idle_ms = 0
  hasLeft = false
  viewed = undefined
  clearTimeout(pageTimer)
  clearTimeout(productTimer)
  // A single-page shop sets its title after its address.
  pageTimer = later(tellPage, 100)
  productTimer = later(tellProduct, JSONLD_MS)
}

/** The page's call goes before whatever happened on it. */
export function tellPage(): void {
  if (!pageTimer) return
  clearTimeout(pageTimer)
  pageTimer = 0
  emit("page", { properties: pageNow() })
  pageListeners.forEach((work) => quiet(work)())
  measure()
}

/** What the JSON-LD says is viewed, unless the data layer has said it. */
function tellProduct(): void {
  clearTimeout(productTimer)
  productTimer = 0
  if (viewed) return
  const found = productOfPage()
  if (!found) return
  // The last page's JSON-LD may still stand in a single-page shop's head.
  if (found.product_id === lastJsonld && found.url && new URL(found.url).pathname !== location.pathname) return
  lastJsonld = found.product_id
  viewed = { id: found.product_id, name: found.name, byLayer: false }
  tellPage()
  track("Product Viewed", found)
}

function moved(isReplaced: boolean): void {
  const now = address()
  if (now !== page && !(isReplaced && now.split("?")[0] === page.split("?")[0])) newPage()
  else page = now
}

function followHistory(): void {
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name]
    history[name] = function (this: History, ...given: Parameters<History["pushState"]>) {
      const answer = original.apply(this, given)
      quiet(moved)(name === "replaceState")
      return answer
    }
  }
  listen(window, "popstate", () => moved(false))
}

function measure(): void {
  const { scrollHeight } = document.documentElement
  depth = Math.max(depth, Math.min(1, (scrollY + innerHeight) / Math.max(scrollHeight, 1)))
}

function active(): void {
  const now = Date.now()
  if (now - activeAt > IDLE_MS) idle_ms += now - activeAt
  activeAt = now
}

/**
 * How the page was read is told when it is left and not while it is read: silence after a product
 * is what hesitation is known by, and nothing of ours may break it.
 */
function tellReading(): void {
  if (!page || hasLeft) return
  hasLeft = true
  active()
  tellPage()
  if (idle_ms) track("Page Idle", { idle_s: Math.round(idle_ms / 1000) })
  track("Page Scrolled", { depth_percent: Math.floor(depth * 4) * 25, seconds: Math.round((Date.now() - since) / 1000) })
}

function followLeaving(): void {
  let hasMeant = ""
  const leaving = (trigger: string): void => {
    if (hasMeant === page || Date.now() - since < 3000) return
    hasMeant = page
    const product = viewed?.id
    track("Exit Intent", product === undefined ? { trigger } : { trigger, product_id: product }, true)
  }
  listen(document, "mouseout", (event: MouseEvent) => {
    if (!event.relatedTarget && event.clientY <= 0) leaving("pointer")
  })
  // On a phone: a quick way back up, towards the address bar.
  let top = 0
  let topAt = 0
  let fell = 0
  listen(window, "scroll", () => {
    const now = Date.now()
    const up = top - scrollY
    fell = up > 0 && now - topAt < 150 ? fell + up : 0
    if (fell > innerHeight && matchMedia("(pointer:coarse)").matches) leaving("scroll")
    top = scrollY
    topAt = now
    measure()
  })
  listen(window, "scroll pointerdown pointermove keydown touchstart", active)
  let isHidden = false
  const hide = (): void => {
    if (isHidden) return
    isHidden = true
    if (productTimer) tellProduct()
    tellReading()
    track("Page Hidden")
    hurry()
  }
  listen(document, "visibilitychange", () => {
    if (document.visibilityState === "hidden") return hide()
    isHidden = hasLeft = false
    idle_ms = 0
    activeAt = since = Date.now()
    track("Page Shown")
  })
  listen(window, "pagehide", hide)
}

/** That a form was begun, and that it was sent; of what was written in it nothing. */
function followForms(): void {
  const begun = new WeakSet<HTMLFormElement>()
  const named = (form: HTMLFormElement, by: string): string => (form.getAttribute(by) || "").slice(0, 100)
  const tell = (event: string, form: HTMLFormElement): void =>
    track(event, { form_id: named(form, "id"), form_name: named(form, "name") }, true)
  listen(document, "input", (event: Event) => {
    const form = (event.target as HTMLInputElement).form
    // One in which somebody leaves an address, and none to log in with.
    if (!form || begun.has(form) || !form.querySelector("[type=email],[type=tel]") || form.querySelector("[type=password]")) return
    begun.add(form)
    tell("Form Started", form)
  })
  listen(document, "submit", (event: Event) => {
    const form = event.target as HTMLFormElement
    if (begun.delete(form)) tell("Form Submitted", form)
  })
}

export function startWatching(): void {
  onLayer((name, properties) => {
    if (name !== "Product Viewed") return tellPage()
    // Said already by the page's JSON-LD, under the same id or name.
    if (viewed && !viewed.byLayer && (viewed.id === String(properties.product_id) || viewed.name === properties.name)) return true
    viewed = { id: properties.product_id, name: properties.name, byLayer: true }
    return tellPage()
  })
  newPage()
  followHistory()
  followLayer()
  setInterval(quiet(followLayer), 1000)
  followLeaving()
  followForms()
}
