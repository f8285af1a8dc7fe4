#!/usr/bin/env node
/*
 * The `trunkline` command. Plain JavaScript, because it must also run on a system Node that cannot read
 * TypeScript: there it starts the Node that `npm ci` brought along and stands in for it, exit code and signals
 * included. On Node 24 and later it goes straight to cli.ts.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const oldestNode = 24

if (Number(process.versions.node.split('.', 1)[0]) >= oldestNode) await runHere()
else runOnOwnNode()

async function runHere() {
  // Keeps what type stripping and compilation made of each file, so that the next start skips both.
  module.enableCompileCache()
  if (process.channel) dieWithLauncher()
  await import('./cli.ts')
}

/** A launcher that was killed cannot pass its signal on; nothing may be left running behind it. */
function dieWithLauncher() {
  process.channel.unref()
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
}

function runOnOwnNode() {
  const binary = ownNode()
  if (binary === undefined) {
    process.stderr.write(
      `trunkline needs Node ${oldestNode} or newer and runs on ${process.version}; "npm ci" brings one along\n`,
    )
    process.exit(1)
  }
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('error', (error) => {
    process.stderr.write(`trunkline cannot start ${binary}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (status, signal) => {
    if (signal === null) process.exit(status ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** The binary of the `node` package, wherever npm put it. */
function ownNode() {
  const require = module.createRequire(import.meta.url)
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const folder of require.resolve.paths('node/bin') ?? []) {
    const binary = `${folder}/node/bin/${name}`
    if (existsSync(binary)) return binary
  }
  return undefined
}
