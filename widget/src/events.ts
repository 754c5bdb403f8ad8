// From a call to the server: ids, context, batches, retries; nothing before consent, nothing lost after it.
import { backoff, later, listen, note, uuid, VERSION } from "./quiet"
import { settings } from "./settings"
import { allow, drop, forget, names, read, write } from "./store"

type Fields = Record<string, unknown>
interface Call extends Fields {
  type: string
  messageId: string
}

const MOST_CALLS = 200
const MOST_CHARS = 18_000 // of one batch: three bytes each still fit a beacon
const thisPage = uuid().slice(0, 8) // by which a page that is left is told from the one that follows
const own_queue = "q." + uuid()

let consent: boolean | undefined = settings.waitsForConsent ? undefined : true
let held: Fields[] = []
let queue: Call[] = []
let inFlight = 0
let failures = 0
let timer = 0
let dueAt = Infinity
let lastAt = 0

export const isAllowed = (): boolean => consent === true

export function anonymousId(): string {
  let id = read<string>("anonymous")
  if (typeof id !== "string") write("anonymous", (id = uuid()))
  return id
}

export function userId(): string | undefined {
  const id = read<string>("user")
  return typeof id === "string" ? id : undefined
}

/** The address without what could open an account or name a person. */
export function cleanUrl(text: string): string {
  return text.replace(/([?&#][^=&#]*(?:token|passw|secret|mail|auth|session|phone)[^=&#]*=)[^&#]*/gi, "$1-")
}

export function pageNow(): Fields & { url: string; title: string; path: string } {
  return {
    path: location.pathname,
    referrer: cleanUrl(document.referrer).slice(0, 1000),
    search: cleanUrl(location.search).slice(0, 1000),
    title: document.title.slice(0, 200),
    url: cleanUrl(location.href.split("#")[0]!).slice(0, 2000),
  }
}

/** Where the visit came from, for as long as the visit lasts. */
function campaignNow(now: number): Fields | undefined {
  const found: Fields = {}
  for (const [key, value] of new URLSearchParams(location.search)) {
    const name = /^utm_(\w+)$/.exec(key)?.[1]
    if (name && value) found[name === "campaign" ? "name" : name] = value.slice(0, 200)
  }
  const kept = read<{ at: number; is: Fields }>("campaign")
  const is = Object.keys(found).length ? found : kept && now - kept.at < 1_800_000 ? kept.is : undefined
  if (is) write("campaign", { at: now, is })
  return is
}

function call(type: string, fields: Fields, at = 0): Fields {
  // No two calls of a page share an instant, so that their order is never in doubt.
  const now = at || (lastAt = Math.max(Date.now(), lastAt + 1))
  const page = pageNow()
  return {
    type,
    ...fields,
    messageId: uuid(),
    timestamp: new Date(now).toISOString(),
    context: {
      page,
      locale: navigator.language,
      userAgent: navigator.userAgent.slice(0, 400),
      library: { name: "dangol.js", version: VERSION },
    },
  }
}

function take(made: Fields): void {
  const seq = (Number(read("seq")) || 0) + 1
  const context: Fields = { ...(made.context as Fields), dangol: { seq, page: thisPage } }
  const campaign = campaignNow(lastAt)
  if (campaign) context.campaign = campaign
  const ready = { ...made, anonymousId: anonymousId(), userId: userId(), context } as unknown as Call
  let text
  try {
    text = JSON.stringify(ready)
  } catch (fault) {
    return note(fault)
  }
  if (text.length > MOST_CHARS - 500) return note(made.type)
  write("seq", seq)
  queue.push(JSON.parse(text) as Call) // as it is now, whatever the page does to it later
  if (queue.length > MOST_CALLS) queue = queue.slice(-MOST_CALLS)
  keep()
}

/** What is not acknowledged outlives the page. */
function keep(left = 0): void {
  if (queue.length) write(own_queue, { at: Date.now(), left, calls: queue })
  else drop(own_queue)
}

/** Sends soon; at once for what a decision hangs on. */
export function emit(type: string, fields: Fields, isUrgent = false): void {
  if (consent === false) return
  const made = call(type, fields)
  if (!consent) {
    if (held.length < 100) held.push(made)
    return
  }
  take(made)
  plan(isUrgent ? 0 : 400)
}

export const track = (event: string, properties: Fields = {}, isUrgent = false): void =>
  emit("track", { event, properties }, isUrgent)

function plan(ms: number): void {
  if (failures && ms < 1000) return // the backoff's own timer is running
  if (Date.now() + ms >= dueAt) return
  clearTimeout(timer)
  dueAt = Date.now() + ms
  timer = later(flush, ms)
}

function batch(from: number): [string, number] {
  let chars = 0
  let count = 0
  while (from + count < queue.length && count < 50) {
    chars += JSON.stringify(queue[from + count]).length + 1
    if (count && chars > MOST_CHARS) break
    count += 1
  }
  const calls = queue.slice(from, from + count)
  return [JSON.stringify({ batch: calls, sentAt: new Date().toISOString(), writeKey: settings.key }), count]
}

async function flush(): Promise<void> {
  dueAt = Infinity
  if (inFlight || !queue.length) return
  const [body, count] = batch(0)
  const sent = queue.slice(0, count)
  inFlight = count
  let wait = 0
  try {
    const answer = await fetch(settings.base + "/v1/b", {
      method: "POST",
      body,
      keepalive: true,
      credentials: "omit",
      headers: { "content-type": "text/plain" },
    })
    if (answer.status === 429 || answer.status >= 500)
      wait = Number(answer.headers.get("retry-after")) * 1000 || backoff(failures, 60_000)
  } catch {
    wait = backoff(failures, 60_000)
  }
  inFlight = 0
  if (wait) {
    failures += 1
    plan(Math.max(wait, 1000))
    return
  }
  // Taken, or refused for good: either way it is not sent again.
  failures = 0
  queue = queue.filter((one) => !sent.includes(one))
  keep()
  if (queue.length) plan(0)
}

/** The page may be gone in a moment. */
export function hurry(): void {
  if (!consent) return
  while (queue.length > inFlight && navigator.onLine !== false) {
    const [body, count] = batch(inFlight)
    if (!navigator.sendBeacon || !navigator.sendBeacon(settings.base + "/v1/b", body)) break
    queue.splice(inFlight, count)
  }
  keep(1)
}

/** What earlier pages could not send. */
function adopt(): void {
  for (const name of names("q.")) {
    const found = read<{ at: number; left: number; calls: Call[] }>(name)
    if (name !== own_queue && found && (found.left || Date.now() - found.at > 60_000)) {
      drop(name)
      queue = [...(Array.isArray(found.calls) ? found.calls.filter((one) => one?.messageId) : []), ...queue].slice(-MOST_CALLS)
    }
  }
  if (queue.length) {
    keep()
    plan(400)
  }
}

export function identify(id: string | undefined, traits: Fields): void {
  if (id) write("user", id)
  emit("identify", { traits })
}

/** Yes: what was seen on this page is sent, and the browser remembers. No: it forgets everything. */
export function setConsent(isGiven: boolean): void {
  if (consent === isGiven) return
  consent = isGiven
  if (!isGiven) {
    held = []
    queue = []
    clearTimeout(timer)
    dueAt = Infinity
    forget()
    return
  }
  begin()
  held.splice(0).forEach(take)
  plan(0)
}

function begin(): void {
  allow()
  adopt()
}

export function startEvents(): void {
  if (consent) begin()
  listen(window, "online", () => {
    failures = 0
    plan(0)
  })
  listen(window, "pagehide", hurry)
}
