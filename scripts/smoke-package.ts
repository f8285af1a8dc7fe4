/*
 * `node scripts/smoke-package.ts`: starts the packed application of this platform without any tool attached, waits until
 * it says that it is ready, ends it, and reads its fuses back. For release packages, which no test can drive.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'

const limitMs = 120_000
const programs: Readonly<Record<string, string>> = {
  linux: 'release/linux-unpacked/trunkline',
  win32: 'release/win-unpacked/Trunkline.exe',
  darwin: 'release/mac*/Trunkline.app/Contents/MacOS/Trunkline',
}

/** Fuses that a release must not have. */
const forbidden = {
  runAsNode: FuseV1Options.RunAsNode,
  nodeOptions: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  inspect: FuseV1Options.EnableNodeCliInspectArguments,
} as const

function findProgram(): string {
  const [program] = globSync(programs[process.platform] ?? '')
  if (program === undefined) throw new Error('there is no package; "npm run package" makes one')
  return resolve(program)
}

async function startAndEnd(program: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-smoke-'))
  const args = ['--data', folder, '--sip', 'udp:127.0.0.1:0', '--http', '127.0.0.1:0', '--hidden']
  // A runner's user has no sandbox of Chromium; the package itself keeps it.
  if (process.platform === 'linux') args.push('--no-sandbox')
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs)
  let isReady = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{"ready":true')) return
    isReady = true
    console.log(line)
    child.kill('SIGTERM')
  })
  const [status] = (await once(child, 'exit')) as [number | null]
  clearTimeout(limit)
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
  if (!isReady) throw new Error(`the application ended with ${status} before it was ready`)
}

async function checkFuses(program: string): Promise<void> {
  const wire = await getCurrentFuseWire(program)
  for (const [name, fuse] of Object.entries(forbidden)) {
    if (wire[fuse] !== FuseState.DISABLE) throw new Error(`the fuse ${name} is not off`)
  }
}

const program = findProgram()
await startAndEnd(program)
await checkFuses(program)
console.log('the package starts, ends and has its fuses')
