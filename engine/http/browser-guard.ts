import { parseAddress } from './address-block.ts'

/** Header fields that a browser adds by itself and that a page cannot forge. */
export interface BrowserMarks {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  /** A person follows a link or types an address, and is shown a page of ours. */
  readonly isNavigation?: boolean
}

/**
 * Whether a request may be one that a foreign web page made a browser on this network send. Programs send neither
 * Origin nor Sec-Fetch-Site and pass. A browser must show our own origin, under a name that is really ours:
 * otherwise a page could point its own name at this address (DNS rebinding).
 */
export function isForeignPage(marks: BrowserMarks, ownNames: readonly string[]): boolean {
  const { host, origin, fetchSite, isNavigation = false } = marks
  if (origin === undefined && fetchSite === undefined) return false
  const isOtherSite = fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none'
  if (isOtherSite && !isNavigation) return true
  if (host === undefined || !isOwnName(hostNameOf(host), ownNames)) return true
  return origin !== undefined && !isOriginOf(origin, host)
}

/** What a request does, and what lets it in. */
export interface RequestEffect {
  /** It changes something, or opens a WebSocket. */
  readonly isChange: boolean
  /** Its session is that of a cookie, which a browser adds whoever made the request. */
  readonly isByCookie: boolean
}

/** Whether a change lacks the proof that a page of ours made it: a cookie alone is none. */
export function isUnproven(marks: BrowserMarks, { isChange, isByCookie }: RequestEffect): boolean {
  return isChange && isByCookie && marks.origin === undefined && marks.fetchSite === undefined
}

function isOriginOf(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`
}

function isOwnName(name: string, ownNames: readonly string[]): boolean {
  return name === 'localhost' || parseAddress(name) !== undefined || ownNames.includes(name)
}

/** `[::1]:7080` and `node.example:7080` without port and brackets, in small letters. */
function hostNameOf(host: string): string {
  const name = host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '')
  return name.toLowerCase()
}
