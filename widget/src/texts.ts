// The widget's own words. What the shop says comes from the server.
import { own } from "./quiet"
import { settings } from "./settings"

const ko = {
  ask: "문의하기", sub: "궁금한 점을 편하게 물어보세요",
  close: "닫기", type: "메시지를 입력하세요", send: "보내기", you: "나", auto: "자동 응답", person: "상담원",
  sending: "보내는 중", failed: "처리하지 못했어요", off: "연결이 끊겼어요. 다시 연결하고 있어요.",
  typing: "입력 중", wait: "상담원을 연결하고 있어요", join: "상담원이 대화에 참여했어요", end: "상담원과의 대화가 끝났어요",
  add: "장바구니 담기", added: "장바구니에 담았어요", sold: "품절",
  copy: "복사", copied: "복사했어요", until: "{}까지 사용할 수 있어요", over: "기한이 지났어요",
  email: "이메일", phone: "전화번호", leave: "남기기", left: "연락처를 남겼어요", wrong: "입력한 내용과 동의를 확인해 주세요",
  never: "다시 보지 않기",
}
export type Texts = typeof ko

const ja: Texts = {
  ask: "お問い合わせ", sub: "お気軽にご質問ください",
  close: "閉じる", type: "メッセージを入力", send: "送信", you: "あなた", auto: "自動応答", person: "担当者",
  sending: "送信中", failed: "完了できませんでした", off: "接続が切れました。再接続しています。",
  typing: "入力中", wait: "担当者におつなぎしています", join: "担当者が会話に参加しました", end: "担当者との会話が終了しました",
  add: "カートに入れる", added: "カートに入れました", sold: "在庫なし",
  copy: "コピー", copied: "コピーしました", until: "{}まで使えます", over: "期限切れです",
  email: "メールアドレス", phone: "電話番号", leave: "送信する", left: "連絡先を受け取りました", wrong: "入力内容と同意をご確認ください",
  never: "今後表示しない",
}

const en: Texts = {
  ask: "Chat with us", sub: "Ask us anything",
  close: "Close", type: "Write a message", send: "Send", you: "You", auto: "Automated", person: "Support",
  sending: "Sending", failed: "That did not work", off: "Connection lost. Reconnecting.",
  typing: "Typing", wait: "Getting a person for you", join: "A person joined the chat", end: "The person has left the chat",
  add: "Add to cart", added: "In your cart", sold: "Sold out",
  copy: "Copy", copied: "Copied", until: "Valid until {}", over: "Expired",
  email: "E-mail", phone: "Phone", leave: "Leave contact", left: "Contact received", wrong: "Please check what you entered, and your agreement",
  never: "Don’t show again",
}

export type Lang = "ko" | "ja" | "en"
const all: Record<Lang, Texts> = { ko, ja, en }

/** The words in use. */
export const t: Texts = { ...en }
export let lang: Lang = "en"

const known = (text: unknown): Lang | undefined => {
  const two = String(text || "").slice(0, 2).toLowerCase()
  return two in all ? (two as Lang) : undefined
}

/** What the page asks for: its tag, its document, the server's default, the browser. */
export function chooseLang(asked?: unknown, fallback?: unknown): Lang {
  lang =
    known(asked) || known(settings.lang) || known(document.documentElement.lang) || known(fallback) || known(navigator.language) || "en"
  Object.assign(t, all[lang])
  return lang
}

/** A shop's own words for some of them. */
export function useTexts(given: unknown): void {
  for (const [key, text] of Object.entries((given || {}) as object))
    if (own(ko, key) && text && typeof text === "string") t[key as keyof Texts] = text
}

/** A date as people write it; of today only the time, where that is enough. */
export function when(date: Date, isBrief = false): string {
  if (isNaN(+date)) return ""
  const time = { hour: "numeric", minute: "2-digit" } as const
  const isToday = isBrief && date.toDateString() === new Date().toDateString()
  return date.toLocaleString(lang, isToday ? time : { month: "short", day: "numeric", ...time })
}
