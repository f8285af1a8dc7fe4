import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actions } from './electron-stand-in/control.ts'
import type { DesktopRecord } from './electron-stand-in/record.ts'
import { eventually } from './eventually.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

const projectFolder = join(import.meta.dirname, '../..')
const standIn = join(import.meta.dirname, 'electron-stand-in/run.ts')
const main = join(projectFolder, 'dist/main/index.js')

export interface DesktopOptions {
  /** Data folder of an earlier desktop; a new one is made, and removed at the end, when none is given. */
  readonly dataFolder?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Where the page runs; `sandbox` has no document. */
  readonly page?: 'sandbox' | 'chromium'
}

/** The built desktop, run by Node with the stand-in for `electron`. */
export interface Desktop {
  readonly dataFolder: string
  do<N extends keyof Actions>(
    name: N,
    ...args: Parameters<Actions[N]>
  ): Promise<Awaited<ReturnType<Actions[N]>>>
  record(): Promise<DesktopRecord>
  /** Value of an expression in the page. */
  page<T>(expression: string): Promise<T>
  /** Lines of `desktop.log` or `engine.log`. */
  log(name: 'desktop' | 'engine'): readonly string[]
  /** What it printed. */
  output(): string
  readonly hasEnded: boolean
  /** Exit code; null = a signal ended it. */
  readonly ended: Promise<number | null>
  signal(signal: NodeJS.Signals): void
  /** Ends it, by force if need be, and removes its data if it was made for it. */
  close(): Promise<void>
}

type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string }

export function startDesktop(options: DesktopOptions = {}): Desktop {
  const folder = options.dataFolder === undefined ? createTemporaryFolder() : undefined
  const dataFolder = options.dataFolder ?? folder?.path ?? ''
  const child = fork(main, desktopArgs(options, dataFolder), {
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', standIn],
    env: {
      ...process.env,
      STAND_IN_APP_PATH: projectFolder,
      STAND_IN_PAGE: options.page ?? 'sandbox',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const ask = askerOf(child)
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const log = (name: string): readonly string[] =>
    readLines(join(dataFolder, 'desktop/logs', `${name}.log`))
  const desktop: Desktop = {
    dataFolder,
    do: (name, ...args) => ask(name, args) as never,
    record: () => ask('record', []) as Promise<DesktopRecord>,
    page: (expression) => ask('evaluate', [expression]) as never,
    log,
    output: () => output,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null
    },
    ended,
    signal: (signal) => void child.kill(signal),
    async close() {
      const force = setTimeout(() => child.kill('SIGKILL'), 20_000)
      if (!desktop.hasEnded) child.kill('SIGTERM')
      await ended
      clearTimeout(force)
      folder?.remove()
    },
  }
  return desktop
}

/** Starts a desktop for the time of `use`, with a window that has been loaded. */
export async function withDesktop<T>(
  options: DesktopOptions,
  use: (desktop: Desktop) => Promise<T>,
): Promise<T> {
  const desktop = startDesktop(options)
  try {
    await eventually('the page runs', () => hasHost(desktop), 30_000)
    return await use(desktop)
  } finally {
    await desktop.close()
  }
}

async function hasHost(desktop: Desktop): Promise<true | undefined> {
  if (desktop.hasEnded) {
    throw new Error(`the desktop has ended: ${desktop.log('desktop').join('\n')}`)
  }
  return (await desktop.page('typeof host')) === 'object' ? true : undefined
}

function desktopArgs({ args = [] }: DesktopOptions, dataFolder: string): string[] {
  return [
    ...['--data', dataFolder],
    ...(args.includes('--sip') ? [] : ['--sip', 'udp:127.0.0.1:0']),
    ...(args.includes('--http') ? [] : ['--http', '127.0.0.1:0']),
    ...args,
  ]
}

function askerOf(
  child: ChildProcess,
): (name: string, args: readonly unknown[]) => Promise<unknown> {
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  child.on('exit', () => {
    for (const [id, take] of waiting) take({ id, ok: false, message: 'the desktop has ended' })
  })
  return (name, args) =>
    new Promise((resolve, reject) => {
      if (!child.connected) {
        reject(new Error('the desktop has ended'))
        return
      }
      lastId += 1
      const id = lastId
      waiting.set(id, (answer) => {
        if (answer.ok) resolve(answer.value)
        else reject(new Error(answer.message))
      })
      child.send({ id, name, args })
    })
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
