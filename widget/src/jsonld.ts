// schema.org Product in JSON-LD, as real themes write it: arrays, @graph, texts for numbers, odd types.
import { plainNumber } from "./ga4"
import { webUrl } from "./quiet"

type Fields = Record<string, any>

const many = (value: unknown): any[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value])
const word = (value: any): string =>
  typeof value === "string" || typeof value === "number" ? String(value).trim() : value ? word(value.name ?? value["@value"]) : ""

/** "39,000" and "39000.00" are numbers; "39,000원" stays a text, which the server can read. */
function price(value: unknown): unknown {
  const text = word(value)
  return plainNumber(/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replace(/,/g, "") : text)
}

function isProduct(node: Fields): boolean {
  return many(node["@type"]).some((type) => /(^|[/:#])((Individual)?Product(Group|Model)?|SomeProducts)$/.test(word(type)))
}

function products(node: unknown, depth = 0): Fields[] {
  if (Array.isArray(node)) return node.flatMap((one) => products(one, depth + 1))
  if (!node || typeof node !== "object" || depth > 6) return []
  const fields = node as Fields
  return isProduct(fields) ? [fields] : products([fields["@graph"], fields.mainEntity], depth + 1)
}

function here(url: unknown): number {
  const found = word(url) && webUrl(word(url))
  if (!found) return 0
  const { pathname, search, origin } = new URL(found)
  if (origin !== location.origin || pathname !== location.pathname) return 0
  return search && search === location.search ? 2 : 1
}

const best = (list: Fields[], score: (one: Fields) => number): Fields | undefined =>
  list.reduce<Fields | undefined>((most, one) => (!most || score(one) > score(most) ? one : most), undefined)

function propertiesOf(product: Fields): Fields {
  const variants = many(product.hasVariant).filter((one) => one && typeof one === "object")
  const offersOf = (one: Fields): Fields[] =>
    many(one.offers).flatMap((offer: Fields) => (offer && typeof offer === "object" ? (offer.offers ? many(offer.offers).map((inner) => ({ ...offer, ...inner })) : [offer]) : []))
  const offers = [product, ...variants].flatMap(offersOf)
  const inStock = (offer: Fields): boolean => /instock|limited|preorder|backorder|online|madetoorder|presale/i.test(word(offer.availability))
  // The offer of the option in the address; else one that can be bought.
  const offer = best(offers, (one) => here(one.url) * 2 + (inStock(one) ? 1 : 0)) || {}
  const specification = many(offer.priceSpecification)[0] || {}
  const chosen = here(offer.url) > 1 ? offer : best(offers, (one) => (inStock(one) ? 1 : 0)) || offer
  const image = many(product.image)[0] || many(variants[0]?.image)[0]
  const id = ["sku", "productID", "productGroupID", "mpn", "gtin13", "gtin"].map((name) => word(product[name])).find(Boolean)
  const found: Fields = {
    product_id: id || location.pathname,
    sku: word(product.sku),
    name: word(product.name),
    brand: word(product.brand),
    category: word(many(product.category)[0]),
    price: price(offer.price ?? offer.lowPrice ?? specification.price),
    currency: word(offer.priceCurrency ?? specification.priceCurrency),
    availability: word(chosen.availability).split("/").pop(),
    image_url: webUrl(word(image?.url || image)),
    url: webUrl(word(product.url)),
  }
  return Object.fromEntries(Object.entries(found).filter((pair) => pair[1] !== "" && pair[1] !== undefined))
}

/** The one product this page is about, as Segment's properties; nothing on a page of many. */
export function productOfPage(): Fields | undefined {
  const found: Fields[] = []
  document.querySelectorAll('script[type="application/ld+json"]').forEach((script) => {
    try {
      found.push(...products(JSON.parse(script.textContent!)).filter((one) => word(one.name)))
    } catch {
      // Themes break their own JSON; the next script may be whole.
    }
  })
  const one = found.find(isOfThisPage) || (found.length === 1 ? found[0] : undefined)
  return one && propertiesOf(one)
}

const isOfThisPage = (product: Fields): boolean =>
  [product.url, product["@id"], ...many(product.offers).map((offer) => offer?.url)].some(here)
