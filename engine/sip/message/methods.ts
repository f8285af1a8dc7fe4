/** Methods that this stack knows by name. */
export const knownMethods = [
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'PRACK',
  'UPDATE',
  'INFO',
  'SUBSCRIBE',
  'NOTIFY',
  'PUBLISH',
  'MESSAGE',
  'REFER',
] as const

/** A method that this stack knows by name. */
export type KnownMethod = (typeof knownMethods)[number]

const known: ReadonlySet<string> = new Set(knownMethods)

/** Whether a method is known; methods are case-sensitive, RFC 3261 §7.1. */
export function isKnownMethod(method: string): method is KnownMethod {
  return known.has(method)
}

/** The method name between two positions; known ones share one string. */
export function methodName(text: string, start: number, end: number): string {
  for (const method of knownMethods) {
    if (method.length === end - start && text.startsWith(method, start)) return method
  }
  return text.slice(start, end)
}
