import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../kernel/invariant.ts'
import type { CapturePaths } from './capture-reading.ts'
import { readFiles } from './read-files.ts'
import type { ReadingAsk, ReadingWord } from './reading-asks.ts'

/* Entry of the thread that reads one capture and then answers about it; it ends when it is terminated. */

const port = parentPort
invariant(port, 'the library starts this thread')
const say = (word: ReadingWord): void => {
  port.postMessage(word)
}

const reading = readFiles(workerData as CapturePaths, {
  progress: (readBytes, packets) => say({ kind: 'progress', readBytes, packets }),
  ready: (facts) => say({ kind: 'ready', facts }),
  failed: (fault) => say({ kind: 'failed', fault }),
})
if (reading !== undefined) {
  port.on('message', (ask: ReadingAsk) => {
    say({ kind: 'answer', id: ask.id, value: reading.answer(ask) })
  })
}
