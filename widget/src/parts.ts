// One part of a message, drawn. Everything in it is hostile text and stays text.
import { addToCart, hasCart } from "./cart"
import { chat } from "./chat"
import { h, icon, ICONS, link, prose } from "./dom"
import type { Message, Part, PartOf } from "./frames"
import { later, own, quiet, webUrl } from "./quiet"
import { markDone, sendCart, sendContact } from "./send"
import { t, when } from "./texts"

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "")

function product(part: PartOf<"product">, message: Message): HTMLElement {
  const image = webUrl(part.image)
  const picture = image && h("img", { src: image, alt: "", loading: "lazy", error: (event) => event.target.remove() })
  const options = (Array.isArray(part.options) ? part.options : []).filter((one) => one && text(one.id)).slice(0, 60)
  const status = h("p", { class: "small", role: "status" })
  const done = chat.saved.done[message.seq + ":" + part.productId]
  const choice = h(
    "select",
    { "aria-label": text(part.name) },
    ...options.map((one) => h("option", { value: one.id, disabled: one.isInStock === false }, text(one.text) + (one.isInStock === false ? ` · ${t.sold}` : ""))),
  )
  const canBuy = !options.length || options.some((one) => one.isInStock !== false)
  const chosen = options.find((one) => one.isInStock !== false)
  if (chosen) choice.value = chosen.id
  const add = async (): Promise<void> => {
    button.disabled = true
    button.textContent = "…"
    const optionId = options.length ? choice.value : ""
    const error = await addToCart({ productId: text(part.productId), optionId, quantity: 1, name: text(part.name) }, text(part.price))
    button.disabled = false
    button.textContent = t.add
    status.textContent = error ? t.failed : t.added
    sendCart(message.seq, !error, { productId: part.productId, optionId, ...(error && { error }) })
    if (!error) markDone(message.seq + ":" + part.productId, "added")
  }
  const button = h("button", { class: "main", type: "button", disabled: !canBuy, click: add }, canBuy ? t.add : t.sold)
  if (done) status.textContent = t.added
  return h(
    "article",
    { class: "item" },
    link(part.url, "look", picture, h("span", {}, h("b", {}, text(part.name)), h("i", {}, text(part.price)))),
    h("div", { class: "buy" }, options.length > 0 && hasCart() && choice, hasCart() && button, status),
  )
}

function coupon(part: PartOf<"coupon">): HTMLElement {
  const code = text(part.code)
  const ends = part.expiresAt ? new Date(part.expiresAt) : undefined
  const isOver = !!ends && ends.getTime() < Date.now()
  const until = ends ? (isOver ? t.over : t.until.replace("{at}", when(ends))) : ""
  const shown = h("code", {}, code)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code)
    } catch {
      // Not allowed here: what is selected can be copied by hand.
      return getSelection()?.selectAllChildren(shown)
    }
    button.textContent = t.copied
    later(() => (button.textContent = t.copy), 2500)
  }
  const button = h("button", { class: "soft", type: "button", "aria-live": "polite", "aria-label": `${t.copy} ${code}`, click: copy }, t.copy)
  return h("div", { class: "coupon" }, h("div", {}, !!part.text && h("p", {}, text(part.text)), shown, !!until && h("p", { class: "small" }, until)), !isOver && button)
}

function contact(part: PartOf<"contact">, message: Message): HTMLElement {
  if (chat.saved.done[message.seq]) return h("p", { class: "done" }, icon(ICONS.check), t.left)
  const fields = (Array.isArray(part.fields) ? part.fields : []).filter((field) => field === "email" || field === "phone") as ("email" | "phone")[]
  const inputs = fields.map((field) =>
    h("input", { class: "input", type: field === "email" ? "email" : "tel", name: field, autocomplete: field === "email" ? "email" : "tel", maxlength: 200, id: `f${message.seq}${field}` }),
  )
  const agreed = h("input", { type: "checkbox" })
  const problem = h("p", { class: "problem", role: "alert" })
  const submit = (event: Event): void => {
    event.preventDefault()
    const given: Record<string, string> = {}
    for (const input of inputs) if (input.value.trim()) given[input.name] = input.value.trim()
    const isGood = Object.keys(given).length && inputs.every((one) => one.checkValidity()) && (!given.phone || /^[+\d][\d\s().-]{6,20}$/.test(given.phone))
    problem.textContent = isGood && agreed.checked ? "" : t.wrong
    if (problem.textContent) (isGood ? agreed : inputs[0])?.focus()
    else sendContact(message, given, text(part.consent?.version))
  }
  return h(
    "form",
    { class: "lead", novalidate: true, submit },
    ...inputs.map((input, i) => h("label", {}, t[fields[i]!], input)),
    h("label", { class: "yes" }, agreed, h("span", {}, text(part.consent?.text))),
    problem,
    h("button", { class: "main", type: "submit" }, t.leave),
  )
}

function cartAdd(part: PartOf<"cart_add">, message: Message): HTMLElement {
  const done = chat.saved.done[message.seq]
  const button = h("button", { class: "soft", type: "button", click: () => perform(part, message) }, t.add)
  return h(
    "div",
    { class: "added", role: "status" },
    done === "added" && icon(ICONS.check),
    h("div", {}, h("b", {}, text(part.name)), h("p", { class: "small" }, done === "added" ? t.added : done === "adding" ? "…" : done ? t.failed : t.add)),
    done !== "added" && done !== "adding" && button,
  )
}

/** Adds what a message asks for, once over all tabs. */
export async function perform(part: PartOf<"cart_add">, message: Message): Promise<void> {
  markDone(message.seq, "adding")
  const quantity = Math.min(99, Math.max(1, Math.floor(Number(part.quantity)) || 1))
  const error = await addToCart({ productId: text(part.productId), optionId: text(part.optionId), quantity, name: text(part.name) })
  markDone(message.seq, error ? "failed" : "added")
  sendCart(message.seq, !error, error ? { error } : {})
}

const draw: { [T in Part["type"]]?: (part: any, message: Message) => HTMLElement | undefined } = {
  text: (part) => h("p", { class: "bubble", dir: "auto" }, ...prose(text(part.text))),
  notice: (part) => h("p", { class: "notice", dir: "auto" }, text(part.text)),
  source: (part) => link(part.url, "src", icon(ICONS.link), h("span", {}, text(part.title) || text(part.url))),
  product,
  coupon,
  contact,
  cart_add: cartAdd,
  handoff: (part) =>
    h("p", { class: "notice" }, [part.state === "joined" ? (text(part.name) ? `${text(part.name)} · ${t.join}` : t.join) : part.state === "waiting" ? t.wait : t.end, text(part.promise)].filter(Boolean).join(" · ")),
}

/** A message's parts; what is not known yet is left out. */
export function drawParts(message: Message): Node[] {
  const drawn: Node[] = []
  let row: HTMLElement | undefined
  for (const part of message.parts.slice(0, 30)) {
    const make = part && own(draw, part.type)
    const node = make && quiet(make)(part, message)
    if (!node) continue
    // Several products stand side by side.
    if (part.type === "product") {
      if (!row) drawn.push((row = h("div", { class: "row" })))
      row.append(node)
    } else {
      row = undefined
      drawn.push(node)
    }
  }
  return drawn
}
