/* Via, RFC 3261 §20.42, with rport of RFC 3581; sent-by IPv6 and `received` as RFC 5118 §4.5 asks. */
import { digitChar, skipBlanks, skipClass, tokenChar } from './character-class.ts'
import { parseParameters } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { endOfHost, hostBetween, portBetween } from './uri.ts'

/** One Via value. */
export interface Via {
  /** In upper case. */
  readonly transport: string
  /** Sent-by host, IPv6 without brackets. */
  readonly host: string
  readonly port: number | undefined
  readonly branch: string | undefined
  readonly parameters: Parameters
  /** Address without brackets. */
  readonly received: string | undefined
  /** True when present without a value. */
  readonly rport: number | true | undefined
}

/** What a branch of RFC 3261 starts with. */
export const branchCookie = 'z9hG4bK'

/** Reads one Via value (no comma list); undefined when malformed. */
export function parseVia(text: string): Via | undefined {
  const transportAt = endOfProtocol(text)
  if (transportAt < 0) return undefined
  const transportEnd = skipClass(text, transportAt, tokenChar)
  const hostAt = skipBlanks(text, transportEnd)
  if (transportEnd === transportAt || hostAt === transportEnd) return undefined
  const hostEnd = endOfHost(text, hostAt)
  if (hostEnd <= hostAt) return undefined
  let next = skipBlanks(text, hostEnd)
  let port: number | undefined
  if (text.charCodeAt(next) === 58) {
    const portAt = skipBlanks(text, next + 1)
    next = skipClass(text, portAt, digitChar)
    port = portBetween(text, portAt, next)
    if (port === undefined) return undefined
  }
  const parameters = parseParameters(text, next)
  if (parameters === undefined) return undefined
  const branch = parameters.get('branch')
  const transport = text.slice(transportAt, transportEnd).toUpperCase()
  const host = hostBetween(text, hostAt, hostEnd)
  const received = unbracketed(parameters.get('received'))
  return { transport, host, port, branch, parameters, received, rport: rportOf(parameters) }
}

/** Position of the transport after `SIP/2.0/`, blanks allowed around the slashes, or -1. */
function endOfProtocol(text: string): number {
  if (text.startsWith('SIP/2.0/')) return skipBlanks(text, 8)
  let next = skipBlanks(text, 0)
  for (let part = 0; part < 2; part++) {
    const end = skipClass(text, next, tokenChar)
    if (end === next) return -1
    next = skipBlanks(text, end)
    if (text.charCodeAt(next) !== 47) return -1
    next = skipBlanks(text, next + 1)
  }
  return next
}

function rportOf(parameters: Parameters): number | true | undefined {
  const value = parameters.get('rport')
  if (value === undefined || value === '') return parameters.has('rport') ? true : undefined
  return portBetween(value, 0, value.length)
}

function unbracketed(address: string | undefined): string | undefined {
  return address?.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address
}
