/* Name-addr and addr-spec, RFC 3261 §20.10 and §25.1: From, To, Contact, Route, Record-Route, Refer-To. */
import { byteBefore, skipBlanks, skipQuoted } from './character-class.ts'
import { formatParameters, readParameters } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { quote, unquote } from './text-encoding.ts'
import { readUri } from './read-uri.ts'
import { formatUri } from './uri.ts'
import type { Uri } from './uri.ts'
import { wireText } from './wire-text.ts'
import type { WireText } from './wire-text.ts'

/** A display name, a URI and the header field's parameters. */
export interface NameAddr {
  /** Without quotes and backslashes; undefined when absent. */
  readonly displayName: string | undefined
  readonly uri: Uri
  /** The URI as on the wire. */
  readonly uriText: string
  readonly parameters: Parameters
  readonly tag: string | undefined
}

/** Reads one value; undefined when malformed. */
export function parseNameAddr(text: string): NameAddr | undefined {
  return readNameAddr(wireText(text), 0, text.length)
}

/** Reads one value that fills `start…end`; undefined when malformed. */
export function readNameAddr(wire: WireText, start: number, end: number): NameAddr | undefined {
  const { bytes, text } = wire
  const at = skipBlanks(bytes, start, end)
  let open: number
  let displayName: string | undefined
  if (byteBefore(bytes, at, end) === 34) {
    const nameEnd = skipQuoted(bytes, at, end)
    if (nameEnd < 0) return undefined
    displayName = unquote(text.slice(at, nameEnd))
    open = skipBlanks(bytes, nameEnd, end)
    if (byteBefore(bytes, open, end) !== 60) return undefined
  } else {
    open = text.indexOf('<', at)
    if (open < 0 || open >= end) return readAddrSpec(wire, at, end)
    if (open > at) {
      displayName = text.slice(at, open).trimEnd()
      if (forbiddenInName.test(displayName)) return undefined
    }
  }
  const close = text.indexOf('>', open)
  if (close < 0 || close >= end) return undefined
  return composed(displayName, wire, open + 1, close, close + 1, end)
}

// RFC 3261 asks for tokens; devices send other characters too, only delimiters cannot be understood.
const forbiddenInName = /[",;:<>@\\]/

function readAddrSpec(wire: WireText, start: number, end: number): NameAddr | undefined {
  let uriEnd = start
  while (uriEnd < end) {
    const code = wire.bytes[uriEnd]
    if (code === 59 || code === 32 || code === 9) break
    // RFC 3261 §20.10: a URI with a comma, semicolon or question mark needs the angle brackets.
    if (code === 63 || code === 44) return undefined
    uriEnd++
  }
  return composed(undefined, wire, start, uriEnd, uriEnd, end)
}

function composed(
  displayName: string | undefined,
  wire: WireText,
  uriAt: number,
  uriEnd: number,
  parametersAt: number,
  end: number,
): NameAddr | undefined {
  const uri = readUri(wire, uriAt, uriEnd)
  if (uri === undefined) return undefined
  const parameters = readParameters(wire, parametersAt, end)
  if (parameters === undefined) return undefined
  const tag = parameters.get('tag')
  const uriText = wire.text.slice(uriAt, uriEnd)
  return { displayName, uri, uriText, parameters, tag: tag === '' ? undefined : tag }
}

/** What `formatNameAddr` writes; a parsed NameAddr fits. */
export interface NameAddrParts {
  readonly displayName?: string | undefined
  readonly uri: Uri | string
  readonly tag?: string | undefined
  readonly parameters?: Parameters | undefined
}

/** Writes `"display" <uri>;tag=…;parameters`. */
export function formatNameAddr(parts: NameAddrParts): string {
  const uri = typeof parts.uri === 'string' ? parts.uri : formatUri(parts.uri)
  let text = parts.displayName ? `${quote(parts.displayName)} <${uri}>` : `<${uri}>`
  if (parts.tag !== undefined) text += ';tag=' + parts.tag
  if (parts.parameters) {
    text += formatParameters(parts.parameters, parts.tag === undefined ? undefined : 'tag')
  }
  return text
}
