// The chat wire, as JSON frames: the same over the socket and over plain requests.

export type Part =
  | { type: "text" | "notice"; text: string }
  | { type: "source"; title: string; url: string }
  | { type: "product"; productId: string; name: string; price: string; image?: string; url?: string; options?: Option[] }
  | { type: "replies"; replies: Reply[] }
  | { type: "cart_add"; productId: string; optionId: string; quantity: number; name: string }
  | { type: "coupon"; code: string; text?: string; expiresAt?: string }
  | { type: "contact"; fields: string[]; purpose: string; consent: { text: string; version: string } }
  | { type: "handoff"; state: string; name?: string; promise?: string }
export type PartOf<T extends Part["type"]> = Extract<Part, { type: T }>
export interface Option {
  id: string
  text: string
  isInStock: boolean
}
export interface Reply {
  id: string
  text: string
}
export interface Message {
  seq: number
  id?: string
  clientId?: string
  from: "visitor" | "agent" | "operator" | "system"
  name?: string
  at: string
  parts: Part[]
}
export interface Opening {
  decisionId: string
  text: string
  replies?: Reply[]
  subject?: string
  /** The last message that stood before it. */
  after: number
}
export type Frame = { t: string; [field: string]: any }
