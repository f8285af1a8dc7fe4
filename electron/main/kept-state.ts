import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const bounds = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  isMaximized: z.boolean(),
})
export type WindowBounds = z.infer<typeof bounds>

/** What the desktop remembers from one start to the next; everything else is the engine's. */
const keptState = z.object({
  bounds: bounds.optional().catch(undefined),
  keepInTray: z.boolean().catch(false),
  updateUrl: z.string().catch(''),
  language: z.enum(['en', 'zh-CN']).optional().catch(undefined),
  remoteHost: z.string().nullable().catch(null),
  /** Sealed session tokens by host; '' is the engine of this desktop. */
  signIns: z.record(z.string(), z.string()).catch({}),
})
export type KeptState = Readonly<z.infer<typeof keptState>>

/** One small file, read once and written whole. */
export interface StateKeeper {
  readonly state: KeptState
  keep(changed: Partial<KeptState>): void
}

export function openKeptState(file: string): StateKeeper {
  const read = keptState.safeParse(readJson(file))
  let state: KeptState = read.success ? read.data : keptState.parse({})
  return {
    get state() {
      return state
    },
    keep(changed) {
      state = { ...state, ...changed }
      mkdirSync(dirname(file), { recursive: true })
      // A crash between the two leaves the old file or the new one, never half of one.
      writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
  }
}

/** A file that is missing or damaged counts as empty: it holds only what can be chosen again. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) return {}
    throw error
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
