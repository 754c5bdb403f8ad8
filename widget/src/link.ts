// A road to the server that mends itself: a socket, or plain requests where sockets are blocked.
import { anonymousId, pageNow, userId } from "./events"
import type { Frame } from "./frames"
import { backoff, later, listen, note, quiet } from "./quiet"
import { settings } from "./settings"

const PING_MS = 25_000
const MOST_WAIT_MS = 30_000

interface Ends {
  hello: () => Frame
  take: (frame: Frame) => void
  state: (isUp: boolean) => void
}

let ends: Ends
let isWanted = false
let isUp = false
let socket: WebSocket | undefined
let failures = 0
let blocked = 0 // sockets in a row that never said welcome
let retry = 0
let pinging = 0
let round = 0 // of plain requests: an older round ends when a newer one begins
let lastHeard = 0

export const isOnline = (): boolean => isUp
const isPlain = (): boolean => blocked >= 2

export function makeHello(more: Frame): Frame {
  const { url, title } = pageNow()
  return { v: 1, key: settings.key, anonymousId: anonymousId(), userId: userId(), page: { url, title }, ...more }
}

function up(now: boolean): void {
  if (isUp === now) return
  isUp = now
  ends.state(now)
}

function took(frame: unknown): void {
  if (!frame || typeof frame !== "object") return
  const given = frame as Frame
  if (given.t === "welcome") {
    failures = 0
    if (!isPlain()) blocked = 0
    up(true)
  }
  if (given.t !== "pong") quiet(ends.take)(given)
}

function again(): void {
  up(false)
  clearTimeout(retry)
  if (!isWanted) return
  retry = later(connect, backoff(failures, MOST_WAIT_MS))
  failures += 1
}

function connect(): void {
  clearTimeout(retry)
  if (!isWanted || socket) return
  if (isPlain()) {
    round += 1
    quiet(poll)(round)
    return
  }
  let made: WebSocket
  let isWelcome = false
  try {
    made = socket = new WebSocket(settings.base.replace(/^http/, "ws") + "/v1/chat/socket")
  } catch (fault) {
    note(fault) // the page's policy forbids it
    blocked = 2
    return again()
  }
  // A proxy may swallow a socket without a word: nobody waits for that twice.
  const patience = later(() => {
    blocked = 1
    made.close()
  }, 8000)
  made.onopen = quiet(() => made.send(JSON.stringify(ends.hello())))
  made.onmessage = quiet((event: MessageEvent) => {
    lastHeard = Date.now()
    const frame = JSON.parse(event.data) as Frame
    if (frame.t === "welcome") {
      isWelcome = true
      clearTimeout(patience)
    }
    took(frame)
  })
  made.onclose = quiet(() => {
    clearTimeout(patience)
    if (socket !== made) return
    socket = undefined
    if (!isWelcome && navigator.onLine !== false) blocked += 1
    again()
  })
  clearInterval(pinging)
  pinging = setInterval(
    quiet(() => {
      if (socket !== made || made.readyState !== 1) return
      if (Date.now() - lastHeard > 2.5 * PING_MS) return made.close()
      made.send('{"t":"ping"}')
    }),
    PING_MS,
  ) as unknown as number
}

async function ask(frames: Frame[], wait: number): Promise<boolean> {
  const body = JSON.stringify({ hello: ends.hello(), frames, wait })
  try {
    const answer = await fetch(settings.base + "/v1/chat/frames", {
      method: "POST",
      body,
      credentials: "omit",
      headers: { "content-type": "text/plain" },
    })
    if (!answer.ok) return false
    const said = (await answer.json()) as { frames?: unknown[] }
    for (const frame of said.frames || []) took(frame)
    return true
  } catch {
    return false
  }
}

/** Asks, and waits at the server for what is new. */
async function poll(own: number): Promise<void> {
  let wait = 0
  const since = Date.now()
  while (isWanted && own === round) {
    const began = Date.now()
    const isGood = await ask([], wait)
    if (own !== round || !isWanted) return
    if (!isGood) {
      blocked = 1 // one socket is tried before the next request
      return again()
    }
    // A server that does not wait is not asked without a pause.
    if (wait && Date.now() - began < 1000) await new Promise((done) => setTimeout(done, 2000))
    // Perhaps sockets were never blocked, and the server was away: tried again now and then.
    if (Date.now() - since > 60_000) {
      blocked = 1
      return again()
    }
    wait = document.visibilityState === "hidden" ? 25 : 20
  }
}

/** Whether it left. What must not be lost is sent again after the next welcome. */
export function sendFrame(frame: Frame): boolean {
  if (!isUp) return false
  if (socket && socket.readyState === 1) {
    socket.send(JSON.stringify(frame))
    return true
  }
  if (!isPlain()) return false
  if (!/^(ping|typing)$/.test(frame.t)) quiet(post)(frame)
  return true
}

/** What did not get through is sent again after a new welcome, not when the waiting one comes back. */
async function post(frame: Frame): Promise<void> {
  const own = round
  if ((await ask([frame], 0)) || own !== round) return
  round += 1
  again()
}

export function startLink(given: Ends): void {
  ends = given
  listen(window, "online", () => {
    failures = 0
    connect()
  })
  listen(window, "offline", () => socket?.close())
}

export function openLink(): void {
  if (isWanted) return
  isWanted = true
  connect()
}

/** Closed for good, or with `isAgain` opened anew at once, to ask for what is missing. */
export function closeLink(isAgain = false): void {
  isWanted = isAgain
  round += 1
  const old = socket
  socket = undefined
  old?.close()
  clearInterval(pinging)
  clearTimeout(retry)
  up(false)
  if (isAgain) connect()
}
