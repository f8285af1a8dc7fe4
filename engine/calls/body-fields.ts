import type { HeaderFields } from '../sip/message/header-fields.ts'
import type { SipMessage } from '../sip/message/message.ts'

/** Appends the header fields that describe a body; the body itself is passed on byte for byte. */
export function addBodyFields(entries: string[], source: HeaderFields): void {
  const flat = source.flat
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] ?? ''
    const isOfBody =
      (name.charCodeAt(0) === 67 && name.startsWith('Content-') && name !== 'Content-Length') ||
      name === 'MIME-Version'
    if (isOfBody) entries.push(name, flat[i + 1] ?? '')
  }
}

/** Whether a message carries a session description, alone or as a part. */
export function hasSdp(message: SipMessage): boolean {
  if (message.body.length === 0) return false
  const type = message.fields.get('Content-Type')
  if (type === undefined) return false
  return type.startsWith('application/sdp') || /^(application\/sdp|multipart\/)/i.test(type)
}
