import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startChild, type Child } from '../harness/child.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'

/* `npm start` where the desktop cannot be opened: here, because there is no display or no binary that works. */

const start = join(import.meta.dirname, '../../scripts/start.ts')
const limitMs = 90_000

async function withStart(
  env: Readonly<Record<string, string>>,
  use: (child: Child) => Promise<void>,
): Promise<void> {
  const folder = createTemporaryFolder()
  const options = ['--data', folder.path, '--sip', 'udp:127.0.0.1:0', '--http', '127.0.0.1:0']
  const child = startChild(process.execPath, [start, ...options], { env, limitMs })
  try {
    await use(child)
  } finally {
    await child.stop(20_000)
    folder.remove()
  }
}

const isLinux = process.platform === 'linux'
const lack = isLinux
  ? process.getuid?.() === 0
    ? 'needs an ordinary user'
    : undefined
  : 'needs Linux'
const because = (reason: string | undefined): string => (reason === undefined ? '' : ` [${reason}]`)

it.skipIf(!isLinux)(
  `npm start says in one line why there is no desktop${because(isLinux ? undefined : lack)}`,
  () =>
    withStart({ DISPLAY: '', WAYLAND_DISPLAY: '' }, async (child) => {
      const running = await child.waitForLine(
        (line) => line.startsWith('Trunkline is running'),
        limitMs,
      )
      expect(child.lines.filter((line) => line.includes('desktop'))).toEqual([
        'The desktop cannot be opened (there is no display); the headless host runs instead.',
      ])
      const address = /http:\/\/[^ ]+/.exec(running)?.[0] ?? ''
      const page = await (await fetch(address)).text()
      expect(page).toContain('<title>Trunkline</title>')
    }),
)

it.skipIf(lack !== undefined)(
  `npm start goes on headless when the desktop ends before it is ready${because(lack)}`,
  async () => {
    const distribution = createTemporaryFolder()
    const program = join(distribution.path, 'electron')
    writeFileSync(program, '#!/bin/sh\nexit 127\n')
    chmodSync(program, 0o755)
    const env = { DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: distribution.path }
    await withStart(env, async (child) => {
      await child.waitForLine((line) => line.includes('ended before it was ready'), limitMs)
      await child.waitForLine((line) => line.startsWith('Trunkline is running'), limitMs)
    })
    distribution.remove()
  },
)
