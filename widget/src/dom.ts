// Elements without markup: text is only ever text, styles only ever classes.
import { quiet, webUrl } from "./quiet"

type Kid = Node | string | false | null | undefined
type Props = Record<string, string | number | boolean | undefined | ((event: any) => unknown)>

export function h<T extends keyof HTMLElementTagNameMap>(tag: T, props: Props = {}, ...kids: Kid[]): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") made.addEventListener(name, quiet(value))
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value))
  }
  made.append(...kids.filter((kid): kid is Node | string => !!kid))
  return made
}

export function icon(path: string): SVGSVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path")
  made.setAttribute("viewBox", "0 0 24 24")
  made.setAttribute("aria-hidden", "true")
  line.setAttribute("d", path)
  made.append(line)
  return made
}

export const ICONS = {
  chat: "M12 4c-5 0-9 3-9 7.5 0 2 1 4 3 5.5v4l4-2.2c6 .7 11-3 11-7.3S17 4 12 4z M8 11.5h0 M12 11.5h0 M16 11.5h0",
  close: "M6 6l12 12 M18 6L6 18",
  down: "M6 9l6 6 6-6",
  send: "M12 19V5 M6 11l6-6 6 6",
  link: "M7 17L17 7 M9 7h8v8",
  check: "M5 13l4 4L19 7",
}

/** A link, if the address is one of the web; else the words alone. */
export function link(address: unknown, className: string, ...kids: Kid[]): HTMLElement {
  const href = webUrl(address)
  if (!href) return h("span", { class: className }, ...kids)
  const isHere = new URL(href).origin === location.origin
  return h("a", { class: className, href, rel: "noopener nofollow", ...(isHere ? {} : { target: "_blank" }) }, ...kids)
}

/** Text with its web addresses as links. */
export function prose(text: string): (Node | string)[] {
  return String(text)
    .split(/(https?:\/\/[^\s<>"'）」』】]*[^\s<>"'.,!?;:)\]。、）」』】])/)
    .map((piece, i) => (i % 2 ? link(piece, "", piece) : piece))
    .filter(Boolean)
}

/** A shop's colour, and white or black on it, whichever is read better. */
export function colours(given: unknown): { accent: string; on: string } {
  const accent = /^#[0-9a-f]{6}$/i.test(String(given)) ? String(given) : "#3a3f7a"
  const [r, g, b] = [1, 3, 5].map((i) => {
    const part = parseInt(accent.slice(i, i + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  // White has 4.5 : 1 up to this luminance, and black from there.
  return { accent, on: 0.2126 * r! + 0.7152 * g! + 0.0722 * b! < 0.183 ? "#fff" : "#000" }
}
