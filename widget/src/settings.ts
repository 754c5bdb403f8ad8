// What the tag says of itself: <script async src=".../dangol.js" data-key="...">.

const script = (document.currentScript ||
  document.querySelector('script[src*="dangol"][data-key]')) as HTMLScriptElement | null

const said = (name: string): string => script?.dataset[name]?.trim() || ""

export const settings = {
  key: said("key"),
  /** The server's address, without a slash at the end. */
  base: script?.src ? new URL(".", script.src).href.slice(0, -1) : "",
  waitsForConsent: said("consent") === "wait",
  lang: said("lang"),
  cart: said("cart"),
  side: said("position"),
  theme: said("theme"),
  layer: said("layer") || "dataLayer",
}
