/*
 * `npm start`: builds what has changed and opens the desktop; where that cannot be, it says why in one line and runs the
 * headless host. Options after `--` go to the desktop, or to `trunkline serve`.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildPart } from './build.ts'
import { fetchDesktopProgram, findDesktopProgram, obstacle } from './desktop-program.ts'

const projectFolder = join(import.meta.dirname, '..')
const host = join(projectFolder, 'engine/trunkline.js')
const args = process.argv.slice(2)

interface ReadyLine {
  readonly ready: boolean
  readonly sip: readonly string[]
  readonly http: string | null
}

/** Runs a program until it ends; `false` = it ended by itself before it was ready. */
async function run(program: string, programArgs: readonly string[]): Promise<boolean> {
  const child = spawn(program, programArgs, {
    cwd: projectFolder,
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  let isReady = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    const ready = readyLine(line)
    isReady ||= ready !== undefined
    console.log(ready ? readyText(ready) : line)
  })
  const stop = (): void => void child.kill('SIGTERM')
  // Ctrl-C reaches the program by itself; a plain kill of this process must reach it too.
  process.on('SIGTERM', stop)
  const status = await ending(child)
  process.off('SIGTERM', stop)
  process.exitCode = status
  return isReady || status === 0
}

async function ending(child: ChildProcess): Promise<number> {
  try {
    const [status, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return status ?? (signal === null ? 0 : 1)
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error))
    return 1
  }
}

function readyLine(line: string): ReadyLine | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const parsed = JSON.parse(line) as Partial<ReadyLine>
    return parsed.ready === true ? (parsed as ReadyLine) : undefined
  } catch {
    return undefined
  }
}

function readyText({ http, sip }: ReadyLine): string {
  const where = http === null ? '' : `: ${http}`
  return `Trunkline is running${where} (SIP: ${sip.join(', ')})`
}

/** Opens the desktop; a sentence says why it could not be. */
async function openDesktop(): Promise<string | undefined> {
  const { env, platform } = process
  const reason = obstacle({ platform, env, isRoot: process.getuid?.() === 0 })
  if (reason !== undefined) return reason
  if (findDesktopProgram() === undefined) console.log('fetching the Electron binary, once …')
  const fault = findDesktopProgram() === undefined ? fetchDesktopProgram() : undefined
  const program = findDesktopProgram()
  if (fault !== undefined || program === undefined) return fault ?? 'there is no Electron binary'
  await buildPart('desktop', true)
  return (await run(program, [projectFolder, ...args]))
    ? undefined
    : 'the desktop ended before it was ready'
}

process.on('SIGINT', () => undefined)
await buildPart('client', true)
const reason = await openDesktop()
if (reason !== undefined) {
  console.log(`The desktop cannot be opened (${reason}); the headless host runs instead.`)
  await run(process.execPath, [host, 'serve', ...args])
}
