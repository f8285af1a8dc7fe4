import { parentPort, workerData } from 'node:worker_threads'
import { EngineError } from '../../api/contract/errors.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { CapturePaths } from './capture-reading.ts'
import { readFiles, type AnsweringCapture } from './read-files.ts'
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
    say(wordOn(reading, ask))
  })
}

/** What a person can act on crosses as words; anything else ends the thread. */
function wordOn(capture: AnsweringCapture, ask: ReadingAsk): ReadingWord {
  const { id } = ask
  try {
    return { kind: 'answer', id, value: capture.answer(ask) }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return { kind: 'refusal', id, code: error.code, text: error.message }
  }
}
