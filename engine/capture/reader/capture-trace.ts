import { withoutCredentials } from '../credentials.ts'
import { codeOfMethod, methodCodeOf, otherMethodCode, unparsableCode } from '../method-codes.ts'
import { hashCallId, TraceIndex } from '../trace-index.ts'
import type { TraceSource } from '../trace-source.ts'
import { parseMessage } from '../../sip/message/parse-message.ts'
import type { Endpoint, Flow } from '../../sip/transport/transport.ts'
import type { CaptureFlows } from './capture-flows.ts'
import type { CaptureSpool } from './capture-spool.ts'
import type { FileWindow } from './file-window.ts'
import { readMessageHead } from './message-head.ts'

/** Positions from here on are in the spool; no file is that long. */
const spoolBase = 2 ** 52
const firstRoom = 4096
/** Most messages of one capture: about 330 MB of columns. */
export const mostMessages = 10_000_000

interface CaptureFiles {
  readonly capture: FileWindow
  readonly spool: CaptureSpool
}

/** The messages of a capture file: columns in memory, their bytes where they are. */
export class CaptureTrace implements TraceSource {
  readonly #files: CaptureFiles
  readonly #flows: CaptureFlows
  #columns = new TraceIndex(firstRoom)
  #count = 0

  constructor(files: CaptureFiles, flows: CaptureFlows) {
    this.#files = files
    this.#flows = flows
  }

  get columns(): TraceIndex {
    return this.#columns
  }

  get nextSequence(): number {
    return this.#count
  }

  get oldestSequence(): number {
    return 0
  }

  get flowCount(): number {
    return this.#flows.size
  }

  flowAt(number: number): Flow {
    return this.#flows.at(number)
  }

  gatewaysAt(_remote: Endpoint): readonly string[] {
    return []
  }

  wireBytes(sequence: number): Buffer {
    const position = this.#columns.positions[sequence] ?? 0
    const length = this.#columns.lengths[sequence] ?? 0
    return position >= spoolBase
      ? this.#files.spool.bytesAt(position - spoolBase, length)
      : this.#files.capture.bytesAt(position, length)
  }

  bytesOf(sequence: number): Buffer | undefined {
    if (!(sequence >= 0 && sequence < this.#count)) return undefined
    return withoutCredentials(Buffer.from(this.wireBytes(sequence)))
  }

  /** The message as text for people. */
  textOf(sequence: number): string | undefined {
    return this.bytesOf(sequence)?.toString('utf8')
  }

  /** Takes a message that lies in the capture at `position`. */
  addInPlace(bytes: Buffer, position: number, flow: number, timeMs: number): void {
    this.#add(bytes, position, flow, timeMs)
  }

  /** Takes a message that was put together. */
  addAssembled(bytes: Buffer, flow: number, timeMs: number): void {
    if (this.#count >= mostMessages) return
    this.#add(bytes, spoolBase + this.#files.spool.append(bytes), flow, timeMs)
  }

  /** When everything was read: makes it readable, and tells local from remote. */
  finish(): void {
    this.#files.spool.flush()
    const { flows, directions } = this.#columns
    const messages = new Uint32Array(this.#flows.size)
    for (let row = 0; row < this.#count; row++) {
      const flow = flows[row] ?? 0
      messages[flow] = (messages[flow] ?? 0) + 1
    }
    this.#flows.chooseLocal(messages)
    for (let row = 0; row < this.#count; row++) {
      directions[row] = this.#flows.isSent(flows[row] ?? 0) ? 1 : 0
    }
  }

  #add(bytes: Buffer, position: number, flow: number, timeMs: number): void {
    if (this.#count >= mostMessages) return
    if (this.#count === this.#columns.capacity) this.#grow()
    const row = this.#count++
    const index = this.#columns
    index.positions[row] = position
    index.lengths[row] = bytes.length
    index.timesMs[row] = timeMs
    index.flows[row] = flow
    const outcome = parseMessage(bytes)
    if (!outcome.ok) {
      this.#addUnparsed(row, bytes)
      return
    }
    const { message } = outcome
    index.methods[row] = methodCodeOf(message)
    index.statusCodes[row] = message.kind === 'response' ? message.statusCode : 0
    index.callIdHashes[row] = hashCallId(message.callId)
  }

  /** A message cut off by the capture is still found by its method, status and Call-ID. */
  #addUnparsed(row: number, bytes: Buffer): void {
    const { method, statusCode, field } = readMessageHead(bytes)
    const code = codeOfMethod(method)
    this.#columns.methods[row] = code === otherMethodCode ? unparsableCode : code
    this.#columns.statusCodes[row] = statusCode
    this.#columns.callIdHashes[row] = hashCallId(field('Call-ID') ?? '')
  }

  #grow(): void {
    const former = this.#columns
    const larger = new TraceIndex(2 * former.capacity)
    larger.positions.set(former.positions)
    for (let row = 0; row < former.capacity; row++) larger.copyRow(row, former, row)
    this.#columns = larger
  }
}
