// The page's own data layer: what is in it is replayed, what is pushed later is heard.
import { track } from "./events"
import { NAME_OF_GA4, segmentCallOfGa4 } from "./ga4"
import { productOfPage } from "./jsonld"
import { note, own, quiet } from "./quiet"
import { settings } from "./settings"

type Fields = Record<string, any>

const SEGMENT_NAMES = /^(Product|Promotion|Cart|Checkout|Payment|Order|Coupon|Wishlist)/
const URGENT = /^(Product (Added|Removed)|Order |Coupon |Checkout Started)/

let heard: unknown
let kept: unknown
const listeners: ((name: string, properties: Fields) => boolean | void)[] = []

/** Asked before an event is sent; answers true to keep it back. */
export const onLayer = (work: (typeof listeners)[0]): number => listeners.push(work)

function hear(pushed: any): void {
  if (!pushed || typeof pushed !== "object") return
  let given: Fields = pushed
  if (pushed[0] === "event") given = { ...(pushed[2] || {}), event: pushed[1] } // gtag("event", name, params)
  const event = given.event
  if (typeof event !== "string") {
    if ("ecommerce" in given) kept = given.ecommerce // pushed by itself, for the event that follows
    return
  }
  const isSegment = SEGMENT_NAMES.test(event)
  if (!isSegment && event !== "generate_lead" && !own(NAME_OF_GA4, event)) return
  const { ecommerce, ...rest } = given
  const params: Fields = {}
  for (const key of Object.keys(rest))
    // Scalars and items alone: whole objects may hold what names a person.
    if (!/^(event|send_to|gtm\.|user_)/.test(key) && (/^(items|products)$/.test(key) || /^[snb]/.test(typeof rest[key])))
      params[key] = rest[key]
  const goods = ecommerce === undefined && !params.items && !/^(login|sign_up)$/.test(event) ? kept : ecommerce
  const copy = JSON.parse(JSON.stringify([goods && typeof goods === "object" ? goods : null, params])) as [Fields | null, Fields]
  const [name, properties] = isSegment ? [event, { ...copy[1], ...copy[0] }] : segmentCallOfGa4(event, copy[0], copy[1])
  if (name === "Product Viewed") {
    // A data layer seldom says what is in stock; the page's JSON-LD does.
    const page = quiet(productOfPage)()
    if (page && (page.product_id === String(properties.product_id) || page.name === properties.name))
      for (const key of ["availability", "image_url", "url", "currency"])
        if (page[key] !== undefined && properties[key] === undefined) properties[key] = page[key]
  }
  if (listeners.filter((work) => work(name, properties)).length) return
  track(name, properties, URGENT.test(name))
}

const hearQuietly = quiet(hear)

/** Wraps the layer the page has now; pages that put another in its place are followed. */
export function followLayer(): void {
  const page = window as unknown as Record<string, unknown>
  const layer = (page[settings.layer] ||= []) as unknown[]
  if (layer === heard || !Array.isArray(layer)) return
  heard = layer
  layer.slice(-200).forEach(hearQuietly)
  const push = layer.push
  try {
    layer.push = function (this: unknown[], ...pushed: unknown[]) {
      const answer = push.apply(this, pushed)
      pushed.forEach(hearQuietly)
      return answer
    }
  } catch (fault) {
    note(fault) // frozen: what was in it is all there is
  }
}
