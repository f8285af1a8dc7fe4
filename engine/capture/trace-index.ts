/** What the trace knows of each message besides its bytes: parallel columns, no object per message. */
export class TraceIndex {
  readonly capacity: number
  readonly positions: Float64Array
  readonly lengths: Uint32Array
  readonly timesMs: Float64Array
  readonly callIdHashes: Int32Array
  readonly flows: Uint32Array
  readonly methods: Uint8Array
  /** 0 = a request. */
  readonly statusCodes: Uint16Array
  /** 1 = sent by us. */
  readonly directions: Uint8Array

  constructor(capacity: number) {
    this.capacity = capacity
    this.positions = new Float64Array(capacity)
    this.lengths = new Uint32Array(capacity)
    this.timesMs = new Float64Array(capacity)
    this.callIdHashes = new Int32Array(capacity)
    this.flows = new Uint32Array(capacity)
    this.methods = new Uint8Array(capacity)
    this.statusCodes = new Uint16Array(capacity)
    this.directions = new Uint8Array(capacity)
  }

  /** Takes a row of another index over, all but the position of its bytes. */
  copyRow(to: number, other: TraceIndex, from: number): void {
    this.lengths[to] = other.lengths[from] ?? 0
    this.timesMs[to] = other.timesMs[from] ?? 0
    this.callIdHashes[to] = other.callIdHashes[from] ?? 0
    this.flows[to] = other.flows[from] ?? 0
    this.methods[to] = other.methods[from] ?? 0
    this.statusCodes[to] = other.statusCodes[from] ?? 0
    this.directions[to] = other.directions[from] ?? 0
  }
}

/** Enough of a Call-ID to tell calls apart; equal texts have equal hashes. */
export function hashCallId(callId: string): number {
  const end = Math.min(callId.length, 24)
  let hash = callId.length
  for (let i = 0; i < end; i++) hash = Math.imul(hash ^ callId.charCodeAt(i), 0x01000193)
  return hash
}
