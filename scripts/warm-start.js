/*
 * Runs after `npm ci`: starts a host on an empty folder and stops it again, so that Node keeps the compiled form of
 * every module and the first start is as quick as the others. Whatever goes wrong here harms nothing.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const limitMs = 20_000
const launcher = join(import.meta.dirname ?? '.', '../engine/trunkline.js')
const folder = mkdtempSync(join(tmpdir(), 'trunkline-warm-'))
const address = ['--sip', 'udp:127.0.0.1:0', '--http', '127.0.0.1:0']
const host = spawn(process.execPath, [launcher, 'serve', '--data', folder, ...address], {
  stdio: ['ignore', 'pipe', 'ignore'],
  timeout: limitMs,
})
host.stdout.once('data', () => host.kill('SIGTERM'))
host.on('error', () => undefined)
host.on('close', () => rmSync(folder, { recursive: true, force: true }))
