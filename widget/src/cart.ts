// Into the shop's own cart: by the shop's function, or as its platform's pages do it.
import { hurry, track } from "./events"
import { onLayer } from "./layer"
import { later, listen, note, own } from "./quiet"
import { settings } from "./settings"

export interface Goods {
  productId: string
  optionId: string
  quantity: number
  name?: string
}
/** Anything but false, or a refusal, is a success. */
export type CartAdapter = (goods: Goods) => unknown

const page = window as unknown as Record<string, any>
const [named, clientId] = settings.cart.split(":")
let given: CartAdapter | undefined
const lately: string[] = [] // products that the page itself said were added
let untold: (() => void)[] = []

export const useCart = (adapter: CartAdapter): void => void (given = adapter)

async function post(path: string, body: BodyInit, type?: string): Promise<any> {
  const answer = await fetch(new URL(path, location.origin).href, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { accept: "application/json", ...(type && { "content-type": type }) },
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok || said.error) throw new Error(said.description || said.message || (answer.ok ? "refused" : answer.status))
  return said
}

const root = (): string => page.Shopify?.routes?.root || "/"

const adapters: Record<string, CartAdapter> = {
  shopify: ({ optionId, productId, quantity }) =>
    post(root() + "cart/add.js", JSON.stringify({ items: [{ id: optionId || productId, quantity }] }), "application/json"),

  woocommerce: async ({ optionId, productId, quantity }) => {
    const path = (page.wc_add_to_cart_params?.wc_ajax_url || "/?wc-ajax=%%endpoint%%").replace("%%endpoint%%", "add_to_cart")
    const form = new URLSearchParams({ product_id: optionId || productId, quantity: String(quantity) })
    const said = await post(path, form)
    page.jQuery?.(document.body).trigger("added_to_cart", [said.fragments, said.cart_hash])
  },

  /** `data-cart="cafe24:CLIENT_ID"`: the storefront's own script API, there on every Cafe24 page. */
  cafe24: ({ optionId, productId, quantity }) =>
    new Promise((done, fail) => {
      const api = page.CAFE24API.init({ client_id: clientId })
      const request = {
        product_no: Number(productId),
        basket_type: "A0000",
        duplicated_item_check: "F",
        prepaid_shipping_fee: "P",
        variants: [{ quantity, variants_code: optionId }],
      }
      api.post("/api/v2/carts", { shop_no: Number(api.SHOP_NO || page.EC_SDE_SHOP_NUM) || 1, request }, (fault: any, said: any) =>
        // The error holds the status alone; why stands in the answer.
        fault ? fail(new Error(said?.error?.message || fault.message)) : done(said),
      )
    }),
}

function adapter(): CartAdapter | undefined {
  if (given) return given
  const chosen = own(adapters, named)
  if (chosen) return chosen
  return page.Shopify ? adapters.shopify : page.wc_add_to_cart_params ? adapters.woocommerce : undefined
}

export const hasCart = (): boolean => !!adapter()

/** Adds, or says why not. The page hears of it, and it counts once however the page reports it. */
export async function addToCart(goods: Goods, price?: string): Promise<string> {
  try {
    const add = adapter()
    const said = (await add!(goods)) as any
    if (said === false || said?.ok === false) return String(said.error || "refused").slice(0, 200)
  } catch (fault) {
    note(fault)
    return String((fault as Error)?.message || fault).slice(0, 200)
  }
  try {
    document.dispatchEvent(new CustomEvent("cart:refresh", { detail: goods }))
  } catch (fault) {
    note(fault)
  }
  // Most pages say nothing of an add that is not theirs; one that does has said it by then.
  const amount = /\d/.test(price || "") ? Number(price!.replace(/[^\d.]/g, "")) : undefined
  const tell = (): void => {
    if (!untold.includes(tell)) return
    untold = untold.filter((one) => one !== tell)
    const place = lately.indexOf(goods.productId)
    if (place >= 0) lately.splice(place, 1)
    else
      track("Product Added", { product_id: goods.productId, variant: goods.optionId, name: goods.name, quantity: goods.quantity, price: amount, source: "chat" }, true)
  }
  untold.push(tell)
  later(tell, 1200)
  return ""
}

export function followCart(): void {
  onLayer((name, properties) => {
    if (name !== "Product Added") return
    lately.push(String(properties.product_id))
    later(() => lately.shift(), 3000)
  })
  // Whoever goes on to the cart at once has added it all the same.
  listen(window, "pagehide", () => {
    untold.forEach((tell) => tell())
    hurry()
  })
}
