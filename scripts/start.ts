/* `npm start`: runs the product. Options after `--` go to `trunkline serve`. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const host = join(import.meta.dirname, '../engine/trunkline.js')

interface ReadyLine {
  readonly ready: boolean
  readonly sip: readonly string[]
  readonly http: string
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

function printLine(line: string): void {
  const ready = readyLine(line)
  if (!ready) return console.log(line)
  console.log(`Trunkline is running: ${ready.http} (SIP: ${ready.sip.join(', ')})`)
}

console.log('The desktop shell is not part of this version; the headless host runs instead.')
const child = spawn(process.execPath, [host, 'serve', ...process.argv.slice(2)], {
  stdio: ['inherit', 'pipe', 'inherit'],
})
createInterface({ input: child.stdout }).on('line', printLine)
// Ctrl-C reaches the host by itself; a plain kill of this process must reach it too.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (status, signal) => {
  process.exitCode = status ?? (signal === null ? 0 : 1)
})
