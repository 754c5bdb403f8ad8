// What the page asked to hear of.
import { quiet } from "./quiet"

type Listener = (value?: unknown) => void

let listeners: [string, Listener][] = []

export const hear = (name: string, work: Listener): number => listeners.push([name, work])

/** Without a function, everything of that name. */
export const unhear = (name: unknown, work?: unknown): void =>
  void (listeners = listeners.filter(([wanted, own]) => wanted !== name || (work && own !== work)))

export function announce(name: string, value?: unknown): void {
  for (const [wanted, work] of listeners) if (wanted === name) quiet(work)(value)
}
