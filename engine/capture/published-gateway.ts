import { decodeUtf8, unescape } from '../sip/message/text-encoding.ts'

/** The user part of From, whose short form is `f`. */
const fromUser = /^(?:from|f)[ \t]*:[^\r\n]*?\bsips?:([^@>;:\r\n]+)(?::[^@>\r\n]*)?@/im

/** The gateway that a PUBLISH, or an answer to one, speaks of: the user of its From; empty = it names none. */
export function publishedGateway(bytes: Buffer): string {
  const headEnd = bytes.indexOf('\r\n\r\n', 0, 'latin1')
  const head = bytes.toString('latin1', 0, headEnd < 0 ? bytes.length : headEnd)
  const user = fromUser.exec(head)?.[1]
  return user === undefined ? '' : decodeUtf8(unescape(user))
}
