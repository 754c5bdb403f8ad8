// What the browser keeps for us. Before consent, and where storage is forbidden, only this page's memory.
import { settings } from "./settings"

const memory = new Map<string, string>()
const prefix = `dangol.${settings.key}.`
let area: Storage | undefined

export function read<T>(name: string): T | undefined {
  try {
    return JSON.parse(area?.getItem(prefix + name) ?? memory.get(name) ?? "") as T
  } catch {
    return undefined
  }
}

export function write(name: string, value: unknown): void {
  const text = JSON.stringify(value)
  try {
    area!.setItem(prefix + name, text)
    memory.delete(name)
  } catch {
    memory.set(name, text) // full, forbidden or not allowed yet: this page's memory will do
  }
}

export function drop(name: string): void {
  memory.delete(name)
  area?.removeItem(prefix + name)
}

/** The names that begin so. */
export const names = (start: string): string[] => [
  ...[...memory.keys(), ...Object.keys(area || {}).flatMap((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : []))].filter((name) => name.startsWith(start)),
]

export function allow(): void {
  try {
    area = localStorage
  } catch {
    return // forbidden by the browser
  }
  for (const [name, text] of memory) write(name, JSON.parse(text))
}

/** Nothing of ours is left in this browser. */
export function forget(): void {
  allow()
  names("").forEach(drop)
  area = undefined
}
