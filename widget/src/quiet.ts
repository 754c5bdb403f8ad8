// Nothing is thrown into the host page: every road from the page into the widget leads through here.

export const VERSION = "0.1.0"

export function note(fault: unknown): void {
  try {
    console.debug("[dangol]", fault)
  } catch {
    // A page may have taken the console away.
  }
}

export function quiet<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R | undefined {
  return (...args) => {
    try {
      const answer: any = work(...args)
      answer?.catch?.(note) // what fails later is as quiet
      return answer
    } catch (fault) {
      note(fault)
      return undefined
    }
  }
}

export const own = <T>(table: Record<string, T>, key: unknown): T | undefined =>
  Object.prototype.hasOwnProperty.call(table, key as string) ? table[key as string] : undefined

export const later = (work: () => void, ms: number): number => setTimeout(quiet(work), ms) as unknown as number

export function listen(
  target: EventTarget,
  names: string,
  work: (event: any) => void,
  options: AddEventListenerOptions = { passive: true },
): void {
  for (const name of names.split(" ")) target.addEventListener(name, quiet(work), options)
}

/** A wait that doubles with every failure, between half and all of it, so that clients spread. */
export const backoff = (failures: number, most_ms: number): number =>
  Math.min(most_ms, 500 * 2 ** failures) * (0.5 + Math.random() / 2)

export const uuid = (): string =>
  crypto.randomUUID?.() || // absent where the page is not secure
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (+digit / 4)))).toString(16),
  )

/** An address that may be linked or loaded, or nothing: only http and https. */
export function webUrl(text: unknown): string {
  try {
    const url = new URL(String(text), location.href)
    return text && /^https?:$/.test(url.protocol) ? url.href : ""
  } catch {
    return ""
  }
}
