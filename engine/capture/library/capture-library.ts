/* Captures that people have opened: received in pieces into a file of the data folder, read beside signalling, asked,
 * closed. Nothing of them outlives the host. */
import { mkdirSync, rmSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  CaptureFacts,
  CaptureRow,
  PublishVerification,
} from '../../api/contract/capture-procedures.ts'
import { EngineError } from '../../api/contract/errors.ts'
import { invariant } from '../../kernel/invariant.ts'
import { LiveList, type LiveRows } from '../../kernel/live-list.ts'
import type { ExportPiece } from '../trace-exports.ts'
import type { TraceFilter, TracePage, TracePaging } from '../traced-message.ts'
import type { CaptureReading, StartReading } from './capture-reading.ts'

/** Captures open at once; each may have a thread. */
const mostCaptures = 16
const mostBytes = 16 * 1024 * 1024 * 1024

export interface CaptureLibraryPorts {
  readonly dataFolder: string
  readonly nowMs: () => number
  readonly startReading: StartReading
}

/** The captures of a host. */
export interface CaptureLibrary {
  readonly rows: LiveRows<CaptureRow>
  /** Number of a new capture, whose bytes follow. */
  begin(name: string, openedBy: string): Promise<number>
  /** Takes the next piece; the bytes received so far. */
  append(capture: number, piece: Buffer): Promise<number>
  /** Everything was received: reads it. */
  finish(capture: number): Promise<void>
  search(capture: number, filter: TraceFilter, paging: TracePaging): Promise<TracePage>
  text(capture: number, sequence: number): Promise<string | undefined>
  verify(capture: number, expiresSeconds: number | undefined): Promise<PublishVerification>
  beginExport(capture: number, filter: TraceFilter): Promise<number>
  nextPiece(capture: number, exportNumber: number): Promise<ExportPiece>
  remove(capture: number): Promise<void>
  /** Forgets every capture. */
  close(): Promise<void>
}

interface Capture {
  readonly id: number
  readonly name: string
  readonly openedBy: string
  readonly openedAtMs: number
  /** Open while it is written. */
  file: FileHandle | undefined
  state: CaptureRow['state']
  sizeBytes: number
  readBytes: number
  packets: number
  facts: CaptureFacts | null
  fault: string
  /** Pieces are written one after the other. */
  written: Promise<void>
  reading: CaptureReading | undefined
}

export function createCaptureLibrary(ports: CaptureLibraryPorts): CaptureLibrary {
  return new Library(ports)
}

class Library implements CaptureLibrary {
  readonly #ports: CaptureLibraryPorts
  readonly #folder: string
  readonly #captures = new LiveList<Capture, CaptureRow>(rowOf)
  #last = 0

  constructor(ports: CaptureLibraryPorts) {
    this.#ports = ports
    this.#folder = join(ports.dataFolder, 'captures')
    // What a host that was killed has left.
    rmSync(this.#folder, { recursive: true, force: true })
  }

  get rows(): LiveRows<CaptureRow> {
    return this.#captures
  }

  async begin(name: string, openedBy: string): Promise<number> {
    if (this.#captures.size >= mostCaptures) {
      const sentence = `${mostCaptures} captures are open, which is the most: close one first`
      throw new EngineError('INVALID_VALUE', sentence)
    }
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    const id = ++this.#last
    const file = await open(this.#pathOf(id, 'pcap'), 'wx', 0o600)
    this.#captures.add(id, {
      ...{ id, name, openedBy, openedAtMs: this.#ports.nowMs(), file, state: 'receiving' },
      ...{ sizeBytes: 0, readBytes: 0, packets: 0, facts: null, fault: '' },
      ...{ written: Promise.resolve(), reading: undefined },
    })
    return id
  }

  async append(id: number, piece: Buffer): Promise<number> {
    const capture = this.#inState(id, 'receiving')
    if (capture.sizeBytes + piece.length > mostBytes) {
      throw new EngineError('INVALID_VALUE', 'the capture is too long; allowed: at most 16 GiB')
    }
    const position = capture.sizeBytes
    capture.sizeBytes += piece.length
    const { file } = capture
    invariant(file, 'a capture that is received has an open file')
    capture.written = capture.written.then(() => writeAll(file, piece, position))
    try {
      await capture.written
    } catch (error) {
      this.#fail(capture, `the capture cannot be kept: ${String(error)}`)
      throw new EngineError('STORE_UNAVAILABLE', capture.fault, {}, error)
    }
    this.#captures.changed(id)
    return capture.sizeBytes
  }

  async finish(id: number): Promise<void> {
    const capture = this.#inState(id, 'receiving')
    capture.state = 'reading'
    this.#captures.changed(id)
    // A piece that could not be written has told so itself.
    await capture.written.catch(() => undefined)
    await closeFile(capture)
    // It may have failed or been closed meanwhile.
    if (capture.state !== 'reading' || this.#captures.get(id) !== capture) return
    const paths = { capture: this.#pathOf(id, 'pcap'), spool: this.#pathOf(id, 'spool') }
    capture.reading = this.#ports.startReading(paths, {
      progress: (readBytes, packets) => {
        Object.assign(capture, { readBytes, packets })
        this.#captures.changed(id)
      },
      ready: (facts) => {
        Object.assign(capture, { facts, packets: facts.packets, state: 'ready' })
        this.#captures.changed(id)
      },
      failed: (fault) => {
        this.#fail(capture, fault)
      },
    })
    this.#captures.changed(id)
  }

  async search(id: number, filter: TraceFilter, paging: TracePaging): Promise<TracePage> {
    return this.#ready(id).search(filter, paging)
  }

  async text(id: number, sequence: number): Promise<string | undefined> {
    return this.#ready(id).text(sequence)
  }

  async verify(id: number, expiresSeconds: number | undefined): Promise<PublishVerification> {
    return this.#ready(id).verify(expiresSeconds)
  }

  async beginExport(id: number, filter: TraceFilter): Promise<number> {
    return this.#ready(id).beginExport(filter)
  }

  async nextPiece(id: number, exportNumber: number): Promise<ExportPiece> {
    return this.#ready(id).nextPiece(exportNumber)
  }

  async remove(id: number): Promise<void> {
    const capture = this.#find(id)
    this.#captures.delete(id)
    await capture.written.catch(() => undefined)
    await closeFile(capture)
    await capture.reading?.close()
    for (const kind of ['pcap', 'spool']) rmSync(this.#pathOf(id, kind), { force: true })
  }

  async close(): Promise<void> {
    for (const { id } of this.#captures.things()) await this.remove(id)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #fail(capture: Capture, fault: string): void {
    Object.assign(capture, { state: 'failed', fault })
    this.#captures.changed(capture.id)
  }

  #find(id: number): Capture {
    const capture = this.#captures.get(id)
    if (capture) return capture
    throw new EngineError('NOT_FOUND', `there is no capture ${id}`, { capture: id })
  }

  #inState(id: number, state: CaptureRow['state']): Capture {
    const capture = this.#find(id)
    if (capture.state === state) return capture
    const sentence = `the state of capture ${id} is "${capture.state}"; allowed: "${state}"`
    throw new EngineError('INVALID_VALUE', sentence, { capture: id, state: capture.state })
  }

  #ready(id: number): CaptureReading {
    const { reading } = this.#inState(id, 'ready')
    invariant(reading, 'a capture that is ready was read')
    return reading
  }

  #pathOf(id: number, kind: string): string {
    return join(this.#folder, `${id}.${kind}`)
  }
}

async function closeFile(capture: Capture): Promise<void> {
  const { file } = capture
  capture.file = undefined
  await file?.close()
}

async function writeAll(file: FileHandle, piece: Buffer, position: number): Promise<void> {
  for (let at = 0; at < piece.length;) {
    const { bytesWritten } = await file.write(piece, at, piece.length - at, position + at)
    at += bytesWritten
  }
}

const rowOf = (capture: Capture): CaptureRow => ({
  id: capture.id,
  name: capture.name,
  state: capture.state,
  openedBy: capture.openedBy,
  openedAtMs: capture.openedAtMs,
  sizeBytes: capture.sizeBytes,
  readBytes: capture.readBytes,
  packets: capture.packets,
  facts: capture.facts,
  fault: capture.fault,
})
