import { isIP } from 'node:net'
import type { Endpoint } from './transport.ts'

/** 4 or 6; only for text already known to be an IP literal. */
export function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4
}

/** Whether `text` is an IP literal, without brackets. */
export function isIpLiteral(text: string): boolean {
  return isIP(text) !== 0
}

/** Whether a listener on this address takes packets for every address of the machine. */
export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

/** Whether one single host can be reached there: not unspecified, not multicast, not broadcast, a real port. */
export function isUnicast(endpoint: Endpoint): boolean {
  const { address, port } = endpoint
  if (!(port > 0 && port < 65_536)) return false
  if (familyOf(address) === 6) return address !== '::' && !/^ff/i.test(address)
  const first = address.charCodeAt(0)
  if (first === 48) return false
  if (first !== 50) return true
  const dot = address.indexOf('.')
  return dot < 3 || Number(address.slice(0, dot)) < 224
}

/** Whether two IP literals name the same address, however IPv6 is abbreviated (RFC 5952). */
export function isSameAddress(a: string, b: string): boolean {
  if (a === b) return true
  if (familyOf(a) === 4 || familyOf(b) === 4) return false
  return canonical(a) === canonical(b)
}

function canonical(address: string): string {
  return URL.parse(`http://[${address}]`)?.hostname ?? address
}

/** Host and port as they are written in Via and URIs. */
export function sentBy(endpoint: Endpoint): string {
  const { address, port } = endpoint
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
