// The widget's own words, in every language: they come with the shop's settings.
import { settings } from "./settings"

type Name =
  | "ask" | "sub" | "close" | "type" | "send" | "you" | "auto" | "person" | "sending"
  | "failed" | "off" | "typing" | "wait" | "join" | "end" | "add" | "added" | "sold"
  | "copy" | "copied" | "until" | "over" | "email" | "phone" | "leave" | "left" | "wrong"
  | "never"
type Texts = Record<Name, string>
export type Lang = "ko" | "ja" | "en"
let all: Record<string, Partial<Texts>> = {}

/** The words in use. */
export const t = {} as Texts
export let lang: Lang = "en"

const known = (text: unknown): Lang | undefined => /^(ko|ja|en)/i.exec(String(text))?.[0].toLowerCase() as Lang | undefined

export const setTexts = (given: typeof all): void => void (all = given)

/** What the page asks for: its tag, its document, the server's default, the browser. */
export function chooseLang(asked?: unknown, fallback?: unknown): Lang {
  lang =
    known(asked) || known(settings.lang) || known(document.documentElement.lang) || known(fallback) || known(navigator.language) || "en"
  Object.assign(t, all[lang] || all.en)
  return lang
}

/** A shop's own words for some of them. */
export function useTexts(given: unknown): void {
  for (const [key, text] of Object.entries((given || {}) as object))
    if (text && typeof text === "string") t[key as Name] = text
}

/** A date as people write it; of today only the time, where that is enough. */
export function when(date: Date, isBrief = false): string {
  if (isNaN(+date)) return ""
  const time = { hour: "numeric", minute: "2-digit" } as const
  const isToday = isBrief && date.toDateString() === new Date().toDateString()
  return date.toLocaleString(lang, isToday ? time : { month: "short", day: "numeric", ...time })
}
