/* SIP messages, RFC 3261 §7: requests and responses as values with lazily read header fields.
 * Implemented: first Via, From, To, Call-ID, CSeq and Max-Forwards as typed getters; everything else raw in `fields`.
 * Not here: multipart bodies, S/MIME. */
import { invariant } from '../../kernel/invariant.ts'
import { endOfElement } from './comma-list.ts'
import { parseCSeq } from './cseq.ts'
import type { CSeq } from './cseq.ts'
import { HeaderFields } from './header-fields.ts'
import { parseNameAddr } from './name-addr.ts'
import type { NameAddr } from './name-addr.ts'
import { parseDigits } from './numbers.ts'
import { reasonPhraseOf } from './status-codes.ts'
import { parseUri } from './uri.ts'
import type { Uri } from './uri.ts'
import { parseVia } from './via.ts'
import type { Via } from './via.ts'

export type { CSeq } from './cseq.ts'

/** What a message without a body shares. */
export const emptyBody: Uint8Array = new Uint8Array(0)

/** Header fields that the parser has read already. */
export interface ReadFields {
  readonly topVia: Via
  readonly from: NameAddr
  readonly to: NameAddr
  readonly callId: string
  readonly cseq: CSeq
}

abstract class MessageHead {
  fields: HeaderFields
  body: Uint8Array
  private readVia: Via | undefined = undefined
  private readFrom: NameAddr | undefined = undefined
  private readTo: NameAddr | undefined = undefined
  private readCallId: string | undefined = undefined
  private readCSeq: CSeq | undefined = undefined

  constructor(fields: HeaderFields, body: Uint8Array) {
    this.fields = fields
    this.body = body
  }

  /** The first Via value. */
  get topVia(): Via {
    return (this.readVia ??= required(parseVia(firstElement(this.fields.get('Via'))), 'Via'))
  }

  get from(): NameAddr {
    return (this.readFrom ??= required(parseNameAddr(this.fields.get('From') ?? ''), 'From'))
  }

  get to(): NameAddr {
    return (this.readTo ??= required(parseNameAddr(this.fields.get('To') ?? ''), 'To'))
  }

  get callId(): string {
    return (this.readCallId ??= required(this.fields.get('Call-ID'), 'Call-ID'))
  }

  get cseq(): CSeq {
    return (this.readCSeq ??= required(parseCSeq(this.fields.get('CSeq') ?? ''), 'CSeq'))
  }

  /** To be called after a header field with a typed getter was changed. */
  forget(): void {
    this.readVia = undefined
    this.readFrom = undefined
    this.readTo = undefined
    this.readCallId = undefined
    this.readCSeq = undefined
  }

  /** Takes over what the parser has read. */
  adopt(read: ReadFields): void {
    this.readVia = read.topVia
    this.readFrom = read.from
    this.readTo = read.to
    this.readCallId = read.callId
    this.readCSeq = read.cseq
  }
}

const required = <T>(value: T | undefined, name: string): T => {
  invariant(value !== undefined, `${name} of a message is well formed: parsed or built by us`)
  return value
}

const firstElement = (line: string | undefined): string =>
  line === undefined ? '' : line.slice(0, endOfElement(line, 0)).trimEnd()

/** A SIP request. */
export class SipRequest extends MessageHead {
  readonly kind = 'request'
  readonly method: string
  /** As on the wire. */
  requestUri: string
  private readUri: Uri | undefined = undefined
  private readUriText: string | undefined = undefined

  constructor(
    method: string,
    requestUri: string,
    fields: HeaderFields,
    body: Uint8Array = emptyBody,
  ) {
    super(fields, body)
    this.method = method
    this.requestUri = requestUri
  }

  /** The Request-URI; undefined when malformed, which a parsed request's never is. */
  get uri(): Uri | undefined {
    if (this.readUriText !== this.requestUri) {
      this.readUriText = this.requestUri
      this.readUri = parseUri(this.requestUri)
    }
    return this.readUri
  }

  get maxForwards(): number | undefined {
    const value = this.fields.get('Max-Forwards')
    return value === undefined ? undefined : parseDigits(value, 255)
  }

  /** Takes over the Request-URI that the parser has read. */
  adoptUri(uri: Uri): void {
    this.readUri = uri
    this.readUriText = this.requestUri
  }
}

/** A SIP response. */
export class SipResponse extends MessageHead {
  readonly kind = 'response'
  readonly statusCode: number
  readonly reasonPhrase: string

  constructor(
    statusCode: number,
    reasonPhrase: string,
    fields: HeaderFields,
    body: Uint8Array = emptyBody,
  ) {
    super(fields, body)
    this.statusCode = statusCode
    this.reasonPhrase = reasonPhrase
  }
}

export type SipMessage = SipRequest | SipResponse

/** What a response may carry beyond what is copied from the request. */
export interface ResponseOptions {
  readonly reasonPhrase?: string
  /** Added to To unless the request's To has a tag. */
  readonly toTag?: string
  readonly fields?: readonly (readonly [string, string])[]
  readonly contentType?: string
  readonly body?: Uint8Array
}

/** A response to `request`, RFC 3261 §8.2.6; Record-Route is the dialog layer's business. */
export function createResponse(
  request: SipRequest,
  statusCode: number,
  options: ResponseOptions = {},
): SipResponse {
  const entries: string[] = []
  const source = request.fields.flat
  for (let i = 0; i < source.length; i += 2) {
    const name = source[i] ?? ''
    const value = source[i + 1] ?? ''
    if (name === 'Via' || name === 'From' || name === 'Call-ID' || name === 'CSeq') {
      entries.push(name, value)
    } else if (name === 'To') {
      const isTagged = options.toTag === undefined || request.to.tag !== undefined
      entries.push(name, isTagged ? value : `${value};tag=${options.toTag ?? ''}`)
    } else if (name === 'Timestamp' && statusCode === 100) entries.push(name, value)
  }
  const fields = new HeaderFields(entries)
  for (const [name, value] of options.fields ?? []) fields.append(name, value)
  if (options.contentType !== undefined) fields.append('Content-Type', options.contentType)
  const reasonPhrase = options.reasonPhrase ?? reasonPhraseOf(statusCode)
  return new SipResponse(statusCode, reasonPhrase, fields, options.body ?? emptyBody)
}
