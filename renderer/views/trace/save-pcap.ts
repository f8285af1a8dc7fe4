import type { TraceQuestion } from '../../../engine/api/contract/trace-procedures.ts'
import type { MessageSource } from './message-source.ts'

/** The fitting messages as a pcap file, asked for piece by piece: where no browser can download it. */
export async function readPcap(
  source: Pick<MessageSource, 'beginExport' | 'nextPiece'>,
  question: TraceQuestion,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array> {
  const { export: id } = await source.beginExport(question)
  const pieces: Uint8Array[] = []
  let length = 0
  for (let isLast = false; !isLast;) {
    const piece = await source.nextPiece(id)
    const bytes = bytesOf(piece.base64)
    pieces.push(bytes)
    length += bytes.length
    onBytes(length)
    isLast = piece.isLast
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
