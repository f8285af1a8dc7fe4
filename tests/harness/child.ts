import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { findCommand } from '../../scripts/system-tools.ts'

/** How a process ended. */
export interface Ending {
  /** Exit code, or undefined when a signal ended it. */
  readonly code: number | undefined
  readonly signal: NodeJS.Signals | undefined
}

export interface ChildOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** The process is killed after this time; nothing a test starts outlives it. */
  readonly limitMs: number
}

/** A process that a test started and ends by its own id. */
export interface Child {
  readonly pid: number
  /** Lines of standard output and standard error so far, oldest first. */
  readonly lines: readonly string[]
  readonly ended: Promise<Ending>
  readonly hasEnded: boolean
  kill(signal: NodeJS.Signals): void
  /** Ends it in order (SIGTERM), by force after `graceMs`. */
  stop(graceMs?: number): Promise<Ending>
  /** The first line that `match` accepts, also one already printed; fails when the process ends or time runs out. */
  waitForLine(match: (line: string) => boolean, limitMs: number): Promise<string>
}

const running = new Set<ChildProcess>()

/** Ends a process with its own children by force: workers that outlive their parent would hold its output open. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // Already gone.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

const killAll = (): void => {
  for (const child of running) killGroup(child)
}
process.once('exit', killAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // A run that is broken off takes what it started with it, and then ends as the signal wants.
  process.once(signal, () => {
    killAll()
    process.kill(process.pid, signal)
  })
}

/** Starts `command` with its output collected and a hard end after `limitMs`. */
export function startChild(
  command: string,
  args: readonly string[],
  { cwd, env, limitMs }: ChildOptions,
): Child {
  // System programs are found where an ordinary user's PATH does not look.
  const child = spawn(findCommand(command) ?? command, [...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  running.add(child)
  const limit = setTimeout(() => killGroup(child), limitMs)
  const lines = new LineLog(child)
  const ended = waitForEnding(child).finally(() => {
    clearTimeout(limit)
    running.delete(child)
    lines.close()
  })
  const kill = (signal: NodeJS.Signals): void => void child.kill(signal)
  return {
    pid: child.pid ?? -1,
    lines: lines.all,
    ended,
    get hasEnded() {
      return !running.has(child)
    },
    kill,
    async stop(graceMs = 5000) {
      kill('SIGTERM')
      const force = setTimeout(() => killGroup(child), graceMs)
      return ended.finally(() => clearTimeout(force))
    },
    waitForLine: (match, lineLimitMs) => lines.waitFor(match, lineLimitMs, command),
  }
}

async function waitForEnding(child: ChildProcess): Promise<Ending> {
  // 'close' comes after the last output, 'exit' may come before it.
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code: code ?? undefined, signal: signal ?? undefined }
}

class LineLog {
  readonly all: string[] = []
  private readonly watchers = new Set<(line: string | undefined) => void>()

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.add(line))
    }
  }

  close(): void {
    for (const watcher of this.watchers) watcher(undefined)
  }

  waitFor(match: (line: string) => boolean, limitMs: number, what: string): Promise<string> {
    const found = this.all.find(match)
    if (found !== undefined) return Promise.resolve(found)
    return new Promise((resolve, reject) => {
      const finish = (line: string | undefined, fault: string): void => {
        clearTimeout(timer)
        this.watchers.delete(watcher)
        if (line !== undefined) resolve(line)
        else reject(new Error(`${what} ${fault}; its output:\n${this.all.slice(-30).join('\n')}`))
      }
      const watcher = (line: string | undefined): void => {
        if (line === undefined) finish(undefined, 'ended before the expected line')
        else if (match(line)) finish(line, '')
      }
      const timer = setTimeout(
        () => finish(undefined, `did not print the expected line in ${limitMs} ms`),
        limitMs,
      )
      this.watchers.add(watcher)
    })
  }

  private add(line: string): void {
    this.all.push(line)
    if (this.all.length > 20_000) this.all.splice(0, 10_000)
    for (const watcher of this.watchers) watcher(line)
  }
}
