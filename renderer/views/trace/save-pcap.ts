import type { Ask } from '../../../engine/api/contract/procedures.ts'
import type { TraceQuestion } from '../../../engine/api/contract/trace-procedures.ts'

/** The fitting messages as a pcap file, asked for piece by piece: where there is no browser that downloads. */
export async function readPcap(
  ask: Ask,
  question: TraceQuestion,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array> {
  const { export: id } = await ask('traceExport.begin', question)
  const pieces: Uint8Array[] = []
  let length = 0
  for (let isLast = false; !isLast;) {
    const piece = await ask('traceExport.next', { export: id })
    const bytes = bytesOf(piece.base64)
    pieces.push(bytes)
    length += bytes.length
    onBytes(length)
    ;({ isLast } = piece)
  }
  return joined(pieces, length)
}

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
