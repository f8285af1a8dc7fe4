import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { HostLanguage } from '../bridge/host-channels.ts'

const texts = z.strictObject({
  open: z.string(),
  quit: z.string(),
  edit: z.string(),
  undo: z.string(),
  redo: z.string(),
  cut: z.string(),
  copy: z.string(),
  paste: z.string(),
  selectAll: z.string(),
  help: z.string(),
  openLogs: z.string(),
  checkForUpdates: z.string(),
  busy: z.string(),
  attention: z.string(),
  remote: z.string(),
  engineStarting: z.string(),
  engineRestarting: z.string(),
  engineFailed: z.string(),
  stopQuestion: z.string(),
  stopDetail: z.string(),
  stopCancel: z.string(),
  stopDrain: z.string(),
  stopNow: z.string(),
  draining: z.string(),
  engineWorry: z.string(),
})

/** What the desktop itself says, in one language; `{count}` stands for a number. */
export type Phrases = Readonly<z.infer<typeof texts>>

const allPhrases = z.strictObject({ en: texts, 'zh-CN': texts })

/** Reads `resources/desktop-phrases.json`: main itself has no word of what the engine does. */
export function readPhrases(file: string): Readonly<Record<HostLanguage, Phrases>> {
  return allPhrases.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/** The language to begin with, until the client says which one the person chose. */
export const languageOf = (locale: string): HostLanguage =>
  locale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'

export const withCount = (phrase: string, count: number): string =>
  phrase.replace('{count}', String(count))
