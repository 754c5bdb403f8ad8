// GA4's e-commerce events under Segment's names. The same as `dangol.listen.names`, and held to it by a test.

import { own } from "./quiet"

type Fields = Record<string, unknown>

export const NAME_OF_GA4: Record<string, string> = {
  search: "Products Searched",
  view_search_results: "Products Searched",
  view_item_list: "Product List Viewed",
  view_promotion: "Promotion Viewed",
  select_promotion: "Promotion Clicked",
  select_item: "Product Clicked",
  view_item: "Product Viewed",
  add_to_cart: "Product Added",
  remove_from_cart: "Product Removed",
  view_cart: "Cart Viewed",
  begin_checkout: "Checkout Started",
  add_shipping_info: "Checkout Step Completed",
  add_payment_info: "Payment Info Entered",
  purchase: "Order Completed",
  refund: "Order Refunded",
  add_to_wishlist: "Product Added to Wishlist",
  share: "Product Shared",
  sign_up: "Signed Up",
  login: "Signed In",
}

const OF_ONE_PRODUCT =
  /^(Product (Clicked|Viewed|Added|Removed|Added to Wishlist|Removed from Wishlist|Shared|Reviewed)|Wishlist Product Added to Cart)$/

const OF_ITEM: Record<string, string> = {
  item_id: "product_id",
  item_name: "name",
  item_brand: "brand",
  item_variant: "variant",
  index: "position",
  item_list_index: "position",
  item_list_id: "list_id",
  item_list_name: "list",
}

const OF_EVENT: Record<string, string> = {
  ...OF_ITEM,
  transaction_id: "order_id",
  search_term: "query",
  payment_type: "payment_method",
  shipping_tier: "shipping_method",
  shipping_value: "shipping",
  tax_value: "tax",
  promotion_name: "name",
  creative_name: "creative",
  creative_slot: "position",
  ga_session_id: "session_id",
}

const NUMBERS = /^(price|quantity|revenue|value|total|subtotal|discount|shipping|tax|position)$/

const isAbsent = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || value === "(not set)"

/** The number that a plain numeric text says; anything else as it was. */
export function plainNumber(value: unknown): unknown {
  return typeof value === "string" && /^-?([0-9]{1,15}|[0-9]{1,9}\.[0-9]{1,6})$/.test(value) ? Number(value) : value
}

function renamed(given: Fields, nameOf: (key: string) => string | undefined): Fields {
  const out: Fields = {}
  for (const key of Object.keys(given)) {
    const name = nameOf(key) || key
    // A field already so named wins over a renamed one.
    if (!(name in out) || key === name) out[name] = NUMBERS.test(name) ? plainNumber(given[key]) : given[key]
  }
  return out
}

const present = (given: unknown): Fields =>
  Object.fromEntries(Object.entries((given || {}) as Fields).filter((pair) => !isAbsent(pair[1])))

function productOf(item: Fields): Fields {
  const given = present(item)
  const levels = ["", 2, 3, 4, 5].map((level) => {
    const name = "item_category" + level
    const value = given[name]
    delete given[name]
    return value
  })
  const product = renamed(given, (key) => own(OF_ITEM, key))
  const category = levels.filter((level) => level !== undefined).join("/")
  if (category) product.category = category
  return product
}

export function segmentCallOfGa4(event: string, ecommerce: unknown, params?: unknown): [string, Fields] {
  const name = own(NAME_OF_GA4, event) || event
  const given: Fields = { ...present(params), ...present(ecommerce) }
  const items = given.items
  delete given.items
  const isOrder = name === "Order Completed"
  const isRefund = name === "Order Refunded"
  const exported = isOrder ? "purchase_revenue" : "refund_value"
  if ((isOrder || isRefund) && exported in given) {
    if (!("value" in given)) given.value = given[exported]
    delete given[exported]
  }
  const value = isOrder ? "revenue" : isRefund ? "total" : "value"
  const properties = renamed(given, (key) => (key === "value" ? value : own(OF_EVENT, key)))
  const products = (Array.isArray(items) ? items : [])
    .filter((item) => item && typeof item === "object" && !Array.isArray(item))
    .map(productOf)
    .filter((product) => Object.keys(product).length)
  if (products.length === 1 && OF_ONE_PRODUCT.test(name)) return [name, { ...properties, ...products[0] }]
  if (products.length) properties.products = products
  return [name, properties]
}
