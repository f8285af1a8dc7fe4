import { spawn } from 'node:child_process'
import { join } from 'node:path'

const trunkline = join(import.meta.dirname, '../../engine/trunkline.js')

/** What a command printed and how it ended. */
export interface CommandResult {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

export interface CommandOptions {
  /** Text for standard input. */
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly limitMs?: number
}

/** Runs one command of `trunkline` to its end. */
export function runCommand(
  args: readonly string[],
  { input = '', env = {}, limitMs = 30_000 }: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(process.execPath, [trunkline, ...args], {
    env: { ...process.env, ...env },
    timeout: limitMs,
    killSignal: 'SIGKILL',
  })
  const text = { output: '', errors: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text.errors += chunk.toString()))
  child.stdin.on('error', () => undefined).end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...text }))
  })
}

/** Runs a command that must succeed with `--json`, and reads what it printed. */
export async function demandJson<T>(args: readonly string[], options?: CommandOptions): Promise<T> {
  const result = await runCommand([...args, '--json'], options)
  if (result.code !== 0) throw new Error(`${args.join(' ')}: ${result.code} ${result.errors}`)
  return JSON.parse(result.output) as T
}
