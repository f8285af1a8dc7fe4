import { Worker } from 'node:worker_threads'
import { EngineError } from '../../api/contract/errors.ts'
import type { CaptureListener, CapturePaths, CaptureReading } from './capture-reading.ts'
import type { ReadingAnswers, ReadingAsk, ReadingWord } from './reading-asks.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

type AskOf<K extends ReadingAsk['kind']> = Omit<Extract<ReadingAsk, { kind: K }>, 'id' | 'kind'>

/** What is live is far below it; a capture made to fill the memory ends its own thread, and nothing else. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }

/** Reads a capture in a thread of its own, so that a large file does not hold up signalling. */
export function readInThread(paths: CapturePaths, listener: CaptureListener): CaptureReading {
  return new ThreadReading(paths, listener)
}

class ThreadReading implements CaptureReading {
  readonly #worker: Worker
  readonly #listener: CaptureListener
  readonly #waiting = new Map<number, Waiting>()
  #asks = 0
  #hasEnded = false

  constructor(paths: CapturePaths, listener: CaptureListener) {
    this.#listener = listener
    this.#worker = new Worker(new URL('./capture-worker.ts', import.meta.url), {
      workerData: paths,
      resourceLimits,
    })
    this.#worker.on('message', (word: ReadingWord) => {
      this.#hear(word)
    })
    this.#worker.on('error', (error) => {
      this.#end(error instanceof Error ? error.message : String(error))
    })
    this.#worker.on('exit', () => {
      this.#end('the thread that read it has ended')
    })
  }

  search(
    filter: AskOf<'search'>['filter'],
    paging: AskOf<'search'>['paging'],
  ): Promise<ReadingAnswers['search']> {
    return this.#ask('search', { filter, paging })
  }

  text(sequence: number): Promise<ReadingAnswers['text']> {
    return this.#ask('text', { sequence })
  }

  verify(expiresSeconds: number | undefined): Promise<ReadingAnswers['verify']> {
    return this.#ask('verify', { expiresSeconds })
  }

  beginExport(filter: AskOf<'beginExport'>['filter']): Promise<ReadingAnswers['beginExport']> {
    return this.#ask('beginExport', { filter })
  }

  nextPiece(exportNumber: number): Promise<ReadingAnswers['nextPiece']> {
    return this.#ask('nextPiece', { exportNumber })
  }

  async close(): Promise<void> {
    this.#hasEnded = true
    this.#rejectAll('the capture was closed')
    await this.#worker.terminate()
  }

  #ask<K extends ReadingAsk['kind']>(kind: K, asked: AskOf<K>): Promise<ReadingAnswers[K]> {
    return new Promise((resolve, reject) => {
      const id = ++this.#asks
      // The thread answers each kind of ask with the value of that kind.
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      this.#worker.ref()
      this.#worker.postMessage({ id, kind, ...asked })
    })
  }

  #hear(word: ReadingWord): void {
    if (this.#hasEnded) return
    switch (word.kind) {
      case 'progress':
        this.#listener.progress(word.readBytes, word.packets)
        return
      case 'ready':
        this.#listener.ready(word.facts)
        this.#rest()
        return
      case 'failed':
        this.#hasEnded = true
        this.#listener.failed(word.fault)
        return
      case 'answer':
        this.#waiting.get(word.id)?.resolve(word.value)
        this.#waiting.delete(word.id)
        this.#rest()
        return
      case 'refusal':
        this.#waiting.get(word.id)?.reject(new EngineError(word.code, word.text))
        this.#waiting.delete(word.id)
        this.#rest()
    }
  }

  /** A thread that nobody waits for does not keep the process alive. */
  #rest(): void {
    if (this.#waiting.size === 0) this.#worker.unref()
  }

  /** Neither closed nor failed in words: the thread itself broke. */
  #end(reason: string): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#rejectAll(reason)
    this.#listener.failed(reason)
  }

  #rejectAll(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new EngineError('NOT_FOUND', reason))
    this.#waiting.clear()
  }
}
