import type { SipMessage } from '../sip/message/message.ts'
import { knownMethods } from '../sip/message/methods.ts'

/** Method of bytes that are no SIP message. */
export const unparsableCode = 0
/** A method without a number of its own; the bytes must be asked. */
export const otherMethodCode = 255

const codes: ReadonlyMap<string, number> = new Map(
  knownMethods.map((method, index) => [method, index + 1]),
)

/** One byte for a method. */
export const codeOfMethod = (method: string): number => codes.get(method) ?? otherMethodCode

export const publishCode = codeOfMethod('PUBLISH')

/** One byte for the method of a message; a response has that of its CSeq, which a refusal may lack. */
export function methodCodeOf(message: SipMessage): number {
  if (message.kind === 'request') return codeOfMethod(message.method)
  const cseq = message.fields.get('CSeq')
  return cseq === undefined ? otherMethodCode : codeOfMethod(cseq.slice(cseq.lastIndexOf(' ') + 1))
}
