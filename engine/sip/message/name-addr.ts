/* Name-addr and addr-spec, RFC 3261 §20.10 and §25.1: From, To, Contact, Route, Record-Route, Refer-To. */
import { skipBlanks, skipQuoted } from './character-class.ts'
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

/** Reads one value; undefined when malformed. */
export function parseNameAddr(text: string): NameAddr | undefined {
  const start = skipBlanks(text, 0)
  let open: number
  let displayName: string | undefined
  if (text.charCodeAt(start) === 34) {
    const end = skipQuoted(text, start)
    if (end < 0) return undefined
    displayName = unquote(text.slice(start, end))
    open = skipBlanks(text, end)
    if (text.charCodeAt(open) !== 60) return undefined
  } else {
    open = text.indexOf('<', start)
    if (open < 0) return parseAddrSpec(text, start)
    if (open > start) {
      displayName = text.slice(start, open).trimEnd()
      if (forbiddenInName.test(displayName)) return undefined
    }
  }
  const close = text.indexOf('>', open)
  if (close < 0) return undefined
  return composed(displayName, text.slice(open + 1, close), text, close + 1)
}

// RFC 3261 asks for tokens; devices send other characters too, only delimiters cannot be understood.
const forbiddenInName = /[",;:<>@\\]/

function parseAddrSpec(text: string, start: number): NameAddr | undefined {
  const semicolon = text.indexOf(';', start)
  const uriText = (semicolon < 0 ? text.slice(start) : text.slice(start, semicolon)).trimEnd()
  // RFC 3261 §20.10: a URI with a comma, semicolon or question mark needs the angle brackets.
  if (uriText.includes('?') || uriText.includes(',')) return undefined
  return composed(undefined, uriText, text, semicolon < 0 ? text.length : semicolon)
}

function composed(
  displayName: string | undefined,
  uriText: string,
  text: string,
  parametersAt: number,
): NameAddr | undefined {
  const uri = parseUri(uriText)
  if (uri === undefined) return undefined
  const parameters = parseParameters(text, parametersAt)
  if (parameters === undefined) return undefined
  const tag = parameters.get('tag')
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
