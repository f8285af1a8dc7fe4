import { parseAddress } from './address-block.ts'

/** Header fields that a browser adds by itself and that a page cannot forge. */
export interface BrowserMarks {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
}

/**
 * Whether a request may be one that a foreign web page made a browser on this network send. Programs send neither
 * Origin nor Sec-Fetch-Site and pass. A browser must show our own origin, under a name that is really ours:
 * otherwise a page could point its own name at this address (DNS rebinding).
 */
export function isForeignPage(marks: BrowserMarks, ownNames: readonly string[]): boolean {
  const { host, origin, fetchSite } = marks
  if (origin === undefined && fetchSite === undefined) return false
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return true
  if (host === undefined || !isOwnName(hostNameOf(host), ownNames)) return true
  return origin !== undefined && !isOriginOf(origin, host)
}

function isOriginOf(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`
}

function isOwnName(name: string, ownNames: readonly string[]): boolean {
  return name === 'localhost' || parseAddress(name) !== undefined || ownNames.includes(name)
}

/** `[::1]:7080` and `node.example:7080` without port and brackets. */
function hostNameOf(host: string): string {
  return host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '')
}
