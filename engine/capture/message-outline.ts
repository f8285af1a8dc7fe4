import { canonicalName } from '../sip/message/header-fields.ts'

/** What a person recognises a message by, read from bytes that need not be a correct message. */
export interface MessageOutline {
  readonly startLine: string
  readonly callId: string
  readonly cseq: string
}

/** Longest start line shown in a list. */
const startLineLimit = 200

/** Reads the outline; what is missing is an empty text. */
export function outlineOf(bytes: Buffer): MessageOutline {
  const headerEnd = bytes.indexOf('\r\n\r\n', 0, 'latin1')
  const head = bytes.toString('latin1', 0, headerEnd < 0 ? bytes.length : headerEnd)
  const lines = head.split('\r\n')
  let callId = ''
  let cseq = ''
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = canonicalName(line.slice(0, colon).trim())
    if (name === 'Call-ID' && callId === '') callId = line.slice(colon + 1).trim()
    else if (name === 'CSeq' && cseq === '') cseq = line.slice(colon + 1).trim()
  }
  return { startLine: (lines[0] ?? '').slice(0, startLineLimit), callId, cseq }
}
