import type { SipMessage } from './message.ts'
import { encodeUtf8 } from './text-encoding.ts'

/** The bytes of a message; Content-Length is set here, from the body. */
export function serializeMessage(message: SipMessage): Buffer {
  const head = withoutWideChars(headOf(message))
  const { body } = message
  const bytes = Buffer.allocUnsafe(head.length + body.length)
  bytes.write(head, 0, head.length, 'latin1')
  if (body.length > 0) bytes.set(body, head.length)
  return bytes
}

function headOf(message: SipMessage): string {
  let head =
    message.kind === 'request'
      ? message.method + ' ' + message.requestUri + ' SIP/2.0\r\n'
      : 'SIP/2.0 ' + String(message.statusCode) + ' ' + message.reasonPhrase + '\r\n'
  const entries = message.fields.flat
  for (let i = 0; i < entries.length; i += 2) {
    const name = entries[i] ?? ''
    if (name !== 'Content-Length') head += name + ': ' + (entries[i + 1] ?? '') + '\r\n'
  }
  return head + 'Content-Length: ' + String(message.body.length) + '\r\n\r\n'
}

const wideChars = /[^\u0000-\u00ff]+/g

/** Text that is not in wire form yet: cut to a byte, U+0A0A would become a line end. */
function withoutWideChars(head: string): string {
  return head.search(wideChars) < 0 ? head : head.replace(wideChars, encodeUtf8)
}
