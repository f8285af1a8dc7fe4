/** A whole header field line, with folded continuations, that proves who somebody is. */
const credentialField =
  /^((?:proxy-)?authorization[ \t]*:[ \t]*)([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/gim

/** Scheme and blanks, and what they introduce. */
const schemeAndRest = /^([\w-]+(?:[ \t]|\r?\n[ \t])+)([^]*)$/

const starred = (text: string): string => text.replace(/[^\r\n]/g, '*')

/** As long as before and still of the form `scheme name="value"`, so that decoders go on reading. */
function hidden(value: string): string {
  const [, scheme = '', rest = ''] = schemeAndRest.exec(value) ?? []
  const name = 'hidden="'
  if (rest.length <= name.length) return starred(value)
  return scheme + name + starred(rest.slice(name.length, -1)) + '"'
}

/**
 * The message with the values of Authorization and Proxy-Authorization starred out. Lengths stay, so that
 * Content-Length and packet sizes of an export are those of the wire. A message without any is not copied.
 */
export function withoutCredentials(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  if (!/authorization/i.test(text)) return bytes
  const shown = text.replace(
    credentialField,
    (_, name: string, value: string) => name + hidden(value),
  )
  return Buffer.from(shown, 'latin1')
}
