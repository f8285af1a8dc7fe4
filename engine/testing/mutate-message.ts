import { createSeededIdSource } from '../kernel/id-source.ts'

/** Makes a broken copy of a message, or a mix of two; never changes what it is given. */
export interface MessageMutator {
  mutate(message: Uint8Array, other?: Uint8Array): Buffer
}

/** Pieces that parsers stumble over. */
const awkward: readonly string[] = [
  ...['\r\n', '\n', '\r', '\r\n\r\n', '\r\n ', '\0', '\t', ' ', '', '\u00ff', '\u0080'],
  ...[',', ';', ':', '"', '\\', '\\"', '<', '>', '@', '%', '%00', '%zz', '=', '?', '[', ']', '/'],
  ...[
    ':::',
    ';;',
    ',,',
    '[::1]',
    '[',
    '4294967296',
    '99999999999999999999',
    '-1',
    '0',
    '\u00c0\u0080',
  ],
  ...['SIP/2.0', 'SIP/7.0', 'sip:', 'Via: ', 'v:', 'Content-Length: 5\r\n', 'CSeq: 1 INVITE\r\n'],
  ...[';tag=', ';branch=z9hG4bK', 'To: ', 'l: 70000\r\n', 'Contact: *\r\n', 'SIP/2.0/UDP '],
]

const longestRun = 70_000

/** A repeatable mutator: the same seed makes the same inputs. */
export function createMessageMutator(seed: number): MessageMutator {
  const ids = createSeededIdSource(seed)
  const below = (limit: number): number => Math.floor(ids.fraction() * limit)
  const range = (length: number): [number, number] => {
    const start = below(length + 1)
    return [start, Math.min(length, start + below(ids.fraction() < 0.8 ? 12 : 200))]
  }
  const replaced = (bytes: Buffer, start: number, end: number, piece: Buffer): Buffer =>
    Buffer.concat([bytes.subarray(0, start), piece, bytes.subarray(end)])
  const lineStart = (bytes: Buffer): number =>
    bytes.length === 0 ? 0 : bytes.lastIndexOf(10, below(bytes.length)) + 1
  const line = (bytes: Buffer): [number, number] => {
    const start = lineStart(bytes)
    const end = bytes.indexOf(10, start)
    return [start, end < 0 ? bytes.length : end + 1]
  }

  const changes: readonly ((bytes: Buffer, other: Buffer) => Buffer)[] = [
    (bytes) => {
      const copy = Buffer.from(bytes)
      if (copy.length > 0) copy[below(copy.length)] = below(256)
      return copy
    },
    (bytes) => replaced(bytes, ...range(bytes.length), Buffer.alloc(0)),
    (bytes) => {
      const [start, end] = range(bytes.length)
      return replaced(bytes, end, end, bytes.subarray(start, end))
    },
    (bytes) => {
      const [start, end] = ids.fraction() < 0.5 ? range(bytes.length) : [below(bytes.length + 1)]
      const piece = Buffer.from(awkward[below(awkward.length)] ?? '', 'latin1')
      return replaced(bytes, start, end ?? start, piece)
    },
    (bytes) => bytes.subarray(0, below(bytes.length + 1)),
    (bytes) => replaced(bytes, ...line(bytes), Buffer.alloc(0)),
    (bytes) => {
      const [start, end] = line(bytes)
      const to = lineStart(bytes)
      return replaced(bytes, to, to, bytes.subarray(start, end))
    },
    (bytes, other) => {
      const [start, end] = line(other)
      const to = lineStart(bytes)
      return replaced(bytes, to, to, other.subarray(start, end))
    },
    (bytes) => {
      const at = below(bytes.length + 1)
      const size = below(ids.fraction() < 0.98 ? 300 : longestRun)
      return replaced(bytes, at, at, Buffer.alloc(size, below(256)))
    },
  ]

  return {
    mutate(message, other = message) {
      let bytes: Buffer = Buffer.from(message)
      const spare = Buffer.from(other)
      for (let count = 1 + below(4); count > 0; count--) {
        bytes = changes[below(changes.length)]?.(bytes, spare) ?? bytes
      }
      return bytes
    },
  }
}
