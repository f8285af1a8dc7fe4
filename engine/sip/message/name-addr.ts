/* Name-addr and addr-spec, RFC 3261 §20.10 and §25.1: From, To, Contact, Route, Record-Route, Refer-To. */
import { codeBefore, skipBlanks, skipQuoted } from './character-class.ts'
import { formatParameters, parseParameters } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { quote, unquote } from './text-encoding.ts'
import { formatUri, parseUri } from './uri.ts'
import type { Uri } from './uri.ts'

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

/** Reads one value that fills `start…end`; undefined when malformed. */
export function parseNameAddr(
  text: string,
  start = 0,
  end: number = text.length,
): NameAddr | undefined {
  const at = skipBlanks(text, start, end)
  let open: number
  let displayName: string | undefined
  if (codeBefore(text, at, end) === 34) {
    const nameEnd = skipQuoted(text, at, end)
    if (nameEnd < 0) return undefined
    displayName = unquote(text.slice(at, nameEnd))
    open = skipBlanks(text, nameEnd, end)
    if (codeBefore(text, open, end) !== 60) return undefined
  } else {
    open = text.indexOf('<', at)
    if (open < 0 || open >= end) return parseAddrSpec(text, at, end)
    if (open > at) {
      displayName = text.slice(at, open).trimEnd()
      if (forbiddenInName.test(displayName)) return undefined
    }
  }
  const close = text.indexOf('>', open)
  if (close < 0 || close >= end) return undefined
  return composed(displayName, text, open + 1, close, close + 1, end)
}

// RFC 3261 asks for tokens; devices send other characters too, only delimiters cannot be understood.
const forbiddenInName = /[",;:<>@\\]/

function parseAddrSpec(text: string, start: number, end: number): NameAddr | undefined {
  let uriEnd = start
  while (uriEnd < end) {
    const code = text.charCodeAt(uriEnd)
    if (code === 59 || code === 32 || code === 9) break
    // RFC 3261 §20.10: a URI with a comma, semicolon or question mark needs the angle brackets.
    if (code === 63 || code === 44) return undefined
    uriEnd++
  }
  return composed(undefined, text, start, uriEnd, uriEnd, end)
}

function composed(
  displayName: string | undefined,
  text: string,
  uriAt: number,
  uriEnd: number,
  parametersAt: number,
  end: number,
): NameAddr | undefined {
  const uri = parseUri(text, uriAt, uriEnd)
  if (uri === undefined) return undefined
  const parameters = parseParameters(text, parametersAt, end)
  if (parameters === undefined) return undefined
  const tag = parameters.get('tag')
  const uriText = text.slice(uriAt, uriEnd)
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
