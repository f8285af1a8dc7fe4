import { longestPieceBytes } from '../../../engine/api/contract/capture-procedures.ts'
import type { Ask } from '../../../engine/api/contract/procedures.ts'

/** A file that a person chose. */
interface ReadableFile {
  readonly sizeBytes: number
  read(offset: number, mostBytes: number): Promise<Uint8Array>
}

export interface Sending {
  readonly isStopped: () => boolean
  readonly onBytes: (bytes: number) => void
}

/** Hands a file to the engine in pieces; false = it was stopped before its end. */
export async function sendCapture(
  ask: Ask,
  capture: number,
  file: ReadableFile,
  { isStopped, onBytes }: Sending,
): Promise<boolean> {
  let offset = 0
  while (offset < file.sizeBytes) {
    if (isStopped()) return false
    const piece = await file.read(offset, longestPieceBytes)
    // The file became shorter while it was read.
    if (piece.length === 0) break
    await ask('capture.append', { capture, base64: base64Of(piece) })
    offset += piece.length
    onBytes(offset)
  }
  if (isStopped()) return false
  await ask('capture.finish', { capture })
  return true
}

/** Arguments of one call; more would not fit on the stack. */
const slice = 8192

export function base64Of(bytes: Uint8Array): string {
  let characters = ''
  for (let at = 0; at < bytes.length; at += slice) {
    characters += String.fromCharCode(...bytes.subarray(at, at + slice))
  }
  return btoa(characters)
}
