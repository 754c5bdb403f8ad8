// Pages written for ChannelIO or Intercom: their calls, answered through `Dangol(...)`.
// A bundle of its own, to stand in the page before the vendor's snippet:
//   <script src=".../dangol-alias.js" data-alias="channelio intercom"></script>
import { note, own, quiet } from "./quiet"

type Fields = Record<string, any>
type Calls = Record<string, (...given: any[]) => unknown>

const page = window as Fields
const wanted = (document.currentScript as HTMLScriptElement | null)?.dataset.alias?.toLowerCase() || "channelio intercom"
let unread = 0
let visitor = ""

function dangol(...given: unknown[]): void {
  // The widget may come later, and takes what was asked of this before it was there.
  page.Dangol ||= function (...early: unknown[]) {
    ;(page.Dangol.q ||= []).push(early)
  }
  page.Dangol(...given)
}

const run = (work: unknown, ...given: unknown[]): void => {
  if (typeof work === "function") quiet(work as (...all: unknown[]) => unknown)(...given)
}
const on = (name: string) => (work: unknown): void => dangol("on", name, (value: unknown) => run(work, value))

/** A link or button of the page opens the chat. */
function launchFrom(selector: unknown): void {
  if (typeof selector === "string" && selector)
    document.addEventListener(
      "click",
      quiet((event: Event) => {
        if ((event.target as Element | null)?.closest?.(selector)) {
          event.preventDefault()
          dangol("open")
        }
      }),
    )
}

function look(given: Fields): void {
  const theme = own({ light: "light", dark: "dark", system: "auto" }, given.appearance)
  dangol("set", { lang: given.language || given.language_override, theme, position: given.alignment })
}

function known(id: unknown, traits: Fields): void {
  const clean = Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== undefined && value !== null))
  if (id || Object.keys(clean).length) dangol("identify", id ? { ...clean, userId: id } : clean)
}

const channel: Calls = {
  boot(given: Fields = {}, done?: unknown) {
    look(given)
    known(given.memberId, { ...given.profile })
    launchFrom(given.customLauncherSelector)
    dangol(given.hideChannelButtonOnBoot ? "hide" : "show")
    dangol("visitor", (id: string) => run(done, null, { id, memberId: given.memberId, language: given.language, alert: unread, unread }))
  },
  shutdown() {
    dangol("close")
    dangol("hide")
    dangol("reset")
  },
  showMessenger: () => dangol("open"),
  hideMessenger: () => dangol("close"),
  openChat: (_id?: unknown, words?: unknown) => dangol("open", words),
  openWorkflow: () => dangol("open"),
  track: (name: unknown, properties: unknown) => dangol("track", name, properties),
  updateUser(given: Fields = {}, done?: unknown) {
    look(given)
    known(undefined, { ...given.profile, ...given.profileOnce, ...(given.tags && { tags: given.tags }) })
    dangol("visitor", (id: string) => run(done, null, { id }))
  },
  addTags: (tags: unknown, done?: unknown) => channel.updateUser!({ tags }, done),
  removeTags: (_tags: unknown, done?: unknown) => channel.updateUser!({}, done),
  setPage: (name: unknown) => dangol("page", name),
  resetPage: () => undefined,
  showChannelButton: () => dangol("show"),
  hideChannelButton: () => dangol("hide"),
  setAppearance: (appearance: unknown) => look({ appearance }),
  onShowMessenger: on("open"),
  onHideMessenger: on("close"),
  onBadgeChanged: (work: unknown) => dangol("on", "unread", (count: unknown) => run(work, count, count)),
  onChatCreated: on("conversation"),
  onFollowUpChanged: on("contact"),
  onUrlClicked: () => undefined,
  clearCallbacks: () => ["open", "close", "unread", "conversation", "contact"].forEach((name) => dangol("off", name)),
}

const NOT_TRAITS =
  /^(app_id|user_hash|hide_default_launcher|custom_launcher_selector|alignment|language_override|action_color|background_color|api_base|(vertical|horizontal)_padding|session_duration|installation_type|intercom_user_jwt|z_index)$/

function apply(given: Fields): void {
  const { user_id: id, ...rest } = given
  look(given)
  if (given.action_color) dangol("set", { color: given.action_color })
  known(id, Object.fromEntries(Object.entries(rest).filter(([name]) => !NOT_TRAITS.test(name))))
  launchFrom(given.custom_launcher_selector)
  if ("hide_default_launcher" in given) dangol(given.hide_default_launcher ? "hide" : "show")
}

let isBooted = false
const intercom: Calls = {
  boot(given: Fields = {}) {
    isBooted = true
    apply({ ...page.intercomSettings, ...given })
  },
  update(given?: Fields) {
    // The vendor's snippet says "update" where something is in its place already.
    if (isBooted) apply(given || {})
    else intercom.boot!(given)
  },
  reattach_activator: () => undefined,
  shutdown: channel.shutdown!,
  hide: () => dangol("close"),
  show: () => dangol("open"),
  showMessages: () => dangol("open"),
  showNewMessage: (words?: unknown) => dangol("open", words),
  showConversation: () => dangol("open"),
  showTicket: () => dangol("open"),
  showSpace: () => dangol("open"),
  showArticle: () => dangol("open"),
  showNews: () => dangol("open"),
  startTour: () => undefined,
  startSurvey: () => undefined,
  startChecklist: () => undefined,
  trackEvent: (name: unknown, meta: unknown) => dangol("track", name, meta),
  getVisitorId: () => visitor,
  ready: on("ready"),
  onShow: on("open"),
  onHide: on("close"),
  onUnreadCountChange(work: unknown) {
    run(work, unread)
    on("unread")(work)
  },
  onUserEmailSupplied: on("contact"),
}

function install(name: string, calls: Calls): void {
  const early = page[name]?.q || []
  const made = (call: unknown, ...given: unknown[]): unknown => {
    const work = own(calls, call)
    if (!work) note(`${name}: unknown call ${String(call)}`)
    return work && quiet(work)(...given)
  }
  // A vendor's stub that was kept somewhere still pushes here.
  page[name] = Object.assign(made, { q: { push: (one: ArrayLike<unknown>) => made(...(Array.from(one) as [string])) }, c: (one: ArrayLike<unknown>) => made(...(Array.from(one) as [string])) })
  for (const one of Array.isArray(early) ? early : []) made(...(Array.from(one as ArrayLike<unknown>) as [string]))
}

quiet(() => {
  dangol("on", "unread", (count: number) => void (unread = count))
  dangol("visitor", (id: string) => void (visitor = id))
  if (/channel/.test(wanted)) {
    page.ChannelIOInitialized = true // the vendor's own script stays away
    install("ChannelIO", channel)
  }
  if (/intercom/.test(wanted)) {
    install("Intercom", intercom)
    if (page.intercomSettings && !isBooted) intercom.boot!()
  }
})()
