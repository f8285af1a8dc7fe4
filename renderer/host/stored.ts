import type { z } from 'zod'

/** Reads what this browser kept under a name; anything that does not fit the schema counts as nothing. */
export function readStored<S extends z.ZodType>(name: string, schema: S): z.output<S> | undefined {
  const text = localStorage.getItem(`trunkline.${name}`)
  if (text === null) return undefined
  const parsed = schema.safeParse(parseJson(text))
  return parsed.success ? parsed.data : undefined
}

export function writeStored(name: string, value: unknown): void {
  localStorage.setItem(`trunkline.${name}`, JSON.stringify(value))
}

export function forgetStored(name: string): void {
  localStorage.removeItem(`trunkline.${name}`)
}

/** Names of everything kept that begins so, without the program's own mark. */
export function storedNames(beginning: string): readonly string[] {
  const mark = 'trunkline.'
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(mark + beginning))
    .map((name) => name.slice(mark.length))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Edited by hand or cut off: the same as nothing.
    return undefined
  }
}
