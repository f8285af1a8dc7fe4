import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'
import type { EngineLoad, EngineProcess } from './engine-process.ts'
import { withCount, type Phrases } from './phrases.ts'

export interface StopQuestion {
  readonly engine: EngineProcess
  readonly phrases: () => Phrases
  readonly window: () => BrowserWindow | undefined
}

/** Asks before something in progress is broken off; true = the engine may be stopped now. */
export async function mayStopEngine(question: StopQuestion): Promise<boolean> {
  const { engine } = question
  if (engine.load.busy === 0) return true
  switch (await askFirst(question)) {
    case 'cancel':
      return false
    case 'now':
      return true
    case 'drain':
      return waitUntilIdle(question)
  }
}

async function askFirst(question: StopQuestion): Promise<'cancel' | 'drain' | 'now'> {
  const phrases = question.phrases()
  const response = await ask(question, {
    message: withCount(phrases.stopQuestion, question.engine.load.busy),
    detail: phrases.stopDetail,
    buttons: [phrases.stopDrain, phrases.stopNow, phrases.stopCancel],
    defaultId: 0,
    cancelId: 2,
  })
  return (['drain', 'now'] as const)[response] ?? 'cancel'
}

/** Takes nothing new and waits, under a box that offers to end it now or to go on as before. */
async function waitUntilIdle(question: StopQuestion): Promise<boolean> {
  const { engine } = question
  const phrases = question.phrases()
  const idle = new AbortController()
  const onLoad = ({ busy }: EngineLoad): void => {
    if (busy === 0) idle.abort()
  }
  engine.events.on('load', onLoad)
  engine.drain(true)
  try {
    const response = await ask(question, {
      message: withCount(phrases.draining, engine.load.busy),
      buttons: [phrases.stopNow, phrases.stopCancel],
      defaultId: 1,
      cancelId: 1,
      signal: idle.signal,
    })
    const mayStop = idle.signal.aborted || response === 0
    if (!mayStop) engine.drain(false)
    return mayStop
  } finally {
    engine.events.off('load', onLoad)
  }
}

async function ask(question: StopQuestion, options: MessageBoxOptions): Promise<number> {
  const window = question.window()
  const box: MessageBoxOptions = { type: 'question', noLink: true, ...options }
  const { response } = await (window
    ? dialog.showMessageBox(window, box)
    : dialog.showMessageBox(box))
  return response
}
