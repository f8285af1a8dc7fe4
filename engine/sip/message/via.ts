/* Via, RFC 3261 §20.42, with rport of RFC 3581; sent-by IPv6 and `received` as RFC 5118 §4.5 asks. */
import { byteBefore, digitChar, skipBlanks, skipClass, tokenChar } from './character-class.ts'
import { parseDigits } from './numbers.ts'
import { readParameters } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { endOfHost, hostBetween, portBetween } from './read-uri.ts'
import { wireText } from './wire-text.ts'
import type { WireText } from './wire-text.ts'

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
  return readVia(wireText(text), 0, text.length)
}

/** Reads one Via value that fills `start…end`; undefined when malformed. */
export function readVia(wire: WireText, start: number, end: number): Via | undefined {
  const { bytes, text } = wire
  const transportAt = endOfProtocol(wire, start, end)
  if (transportAt < 0) return undefined
  const transportEnd = skipClass(bytes, transportAt, end, tokenChar)
  const hostAt = skipBlanks(bytes, transportEnd, end)
  if (transportEnd === transportAt || hostAt === transportEnd) return undefined
  const hostEnd = endOfHost(bytes, hostAt, end)
  if (hostEnd <= hostAt) return undefined
  let next = skipBlanks(bytes, hostEnd, end)
  let port: number | undefined
  if (byteBefore(bytes, next, end) === 58) {
    const portAt = skipBlanks(bytes, next + 1, end)
    next = skipClass(bytes, portAt, end, digitChar)
    port = portBetween(bytes, portAt, next)
    if (port === undefined) return undefined
  }
  const parameters = readParameters(wire, next, end)
  if (parameters === undefined) return undefined
  const transport = transportName(text, transportAt, transportEnd)
  const host = hostBetween(text, hostAt, hostEnd)
  const branch = parameters.get('branch')
  const received = unbracketed(parameters.get('received'))
  return { transport, host, port, branch, parameters, received, rport: rportOf(parameters) }
}

/** Position of the transport after `SIP/2.0/`, blanks allowed around the slashes, or -1. */
function endOfProtocol(wire: WireText, start: number, end: number): number {
  const { bytes, text } = wire
  if (text.startsWith('SIP/2.0/', start)) return skipBlanks(bytes, start + 8, end)
  let next = skipBlanks(bytes, start, end)
  for (let part = 0; part < 2; part++) {
    const partEnd = skipClass(bytes, next, end, tokenChar)
    if (partEnd === next) return -1
    next = skipBlanks(bytes, partEnd, end)
    if (byteBefore(bytes, next, end) !== 47) return -1
    next = skipBlanks(bytes, next + 1, end)
  }
  return next
}

function transportName(text: string, start: number, end: number): string {
  if (end - start === 3) {
    if (text.startsWith('UDP', start)) return 'UDP'
    if (text.startsWith('TCP', start)) return 'TCP'
    if (text.startsWith('TLS', start)) return 'TLS'
  }
  return text.slice(start, end).toUpperCase()
}

function rportOf(parameters: Parameters): number | true | undefined {
  const value = parameters.get('rport')
  if (value === undefined || value === '') return parameters.has('rport') ? true : undefined
  const port = parseDigits(value, 65535)
  return port !== undefined && port > 0 && port <= 65535 ? port : undefined
}

function unbracketed(address: string | undefined): string | undefined {
  return address?.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address
}
