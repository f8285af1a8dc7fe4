import type { IpPayload } from './ip-layer.ts'

/** A packet whose pieces are coming in. */
interface Incomplete {
  readonly sinceMs: number
  readonly pieces: Map<number, Buffer>
  /** Length of the whole; -1 until the last piece came. */
  length: number
  bytes: number
}

/** RFC 791 and RFC 8200 §4.5: pieces are waited for this long. */
const patienceMs = 60_000
const mostIncomplete = 4096
const mostBytes = 32 * 1024 * 1024
const longestPacket = 65_535
const mostPieces = 8192

/** Puts fragments together (RFC 791 §3.2, RFC 8200 §4.5); pieces that overlap in another way than whole are dropped. */
export class Fragments {
  /** Packets put together, and packets of which pieces were missing. */
  assembled = 0
  incomplete = 0
  readonly #waiting = new Map<string, Incomplete>()
  #bytes = 0

  /** Takes a piece; the whole payload once all are there. */
  add(piece: IpPayload, bytes: Buffer, nowMs: number): Buffer | undefined {
    if (piece.isCut) return undefined
    const length = piece.end - piece.at
    if (length === 0 || piece.offset + length > longestPacket) return undefined
    const key = `${piece.source} ${piece.destination} ${piece.identification} ${piece.protocol}`
    const packet = this.#open(key, nowMs)
    if (!packet.pieces.has(piece.offset) && packet.pieces.size < mostPieces) {
      packet.pieces.set(piece.offset, Buffer.from(bytes.subarray(piece.at, piece.end)))
      packet.bytes += length
      this.#bytes += length
    }
    if (!piece.hasMore) packet.length = piece.offset + length
    if (packet.length < 0 || packet.bytes < packet.length) return undefined
    return this.#assemble(key, packet)
  }

  /** At the end of the file: what is still waiting stays incomplete. */
  finish(): void {
    for (const key of [...this.#waiting.keys()]) this.#giveUp(key)
  }

  #open(key: string, nowMs: number): Incomplete {
    const known = this.#waiting.get(key)
    if (known !== undefined && Math.abs(nowMs - known.sinceMs) <= patienceMs) return known
    if (known !== undefined) this.#giveUp(key)
    const opened: Incomplete = {
      ...{ sinceMs: nowMs, pieces: new Map<number, Buffer>() },
      ...{ length: -1, bytes: 0 },
    }
    this.#waiting.set(key, opened)
    this.#makeRoom(key)
    return opened
  }

  #makeRoom(keep: string): void {
    for (const key of this.#waiting.keys()) {
      if (this.#waiting.size <= mostIncomplete && this.#bytes <= mostBytes) return
      if (key !== keep) this.#giveUp(key)
    }
  }

  #assemble(key: string, packet: Incomplete): Buffer | undefined {
    const inOrder = [...packet.pieces].sort(([a], [b]) => a - b)
    let reached = 0
    for (const [offset, piece] of inOrder) {
      if (offset !== reached) {
        this.#giveUp(key)
        return undefined
      }
      reached += piece.length
    }
    if (reached !== packet.length) {
      this.#giveUp(key)
      return undefined
    }
    this.#forget(key)
    this.assembled++
    return Buffer.concat(inOrder.map(([, piece]) => piece))
  }

  #giveUp(key: string): void {
    this.incomplete++
    this.#forget(key)
  }

  #forget(key: string): void {
    this.#bytes -= this.#waiting.get(key)?.bytes ?? 0
    this.#waiting.delete(key)
  }
}
