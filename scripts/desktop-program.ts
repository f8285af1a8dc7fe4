import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const electronFolder = join(import.meta.dirname, '../node_modules/electron')
/** A download of some 120 MB; whoever waits longer than this has no usable network. */
const fetchBoundMs = 10 * 60_000

/** What decides whether the desktop can be opened. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isRoot: boolean
}

/** Why the desktop cannot be opened here at all; undefined = it may be tried. */
export function obstacle({ platform, env, isRoot }: Surroundings): string | undefined {
  if (platform !== 'linux') return undefined
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display'
  // Chromium's sandbox does not work for root, and without it the desktop is not started.
  return isRoot ? 'the desktop does not run as root' : undefined
}

/** Electron's binary, wherever it is; undefined = it has not been fetched. (To import `electron` would fetch it.) */
export function findDesktopProgram(env: Surroundings['env'] = process.env): string | undefined {
  const name = readIfThere(join(electronFolder, 'path.txt'))
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  const program =
    override === undefined || override === ''
      ? join(electronFolder, 'dist', name ?? 'electron')
      : join(override, name ?? usualName())
  return existsSync(program) ? program : undefined
}

/** Fetches the binary as its package does; the fault is a sentence. */
export function fetchDesktopProgram(): string | undefined {
  const { status, stderr, error } = spawnSync(
    process.execPath,
    [join(electronFolder, 'install.js')],
    { stdio: ['ignore', 'inherit', 'pipe'], timeout: fetchBoundMs, encoding: 'utf8' },
  )
  if (status === 0) return undefined
  const cause = error?.message ?? stderr.split('\n').find((line) => line.includes('rror')) ?? ''
  return `the Electron binary could not be fetched (${cause.trim() || `status ${status}`})`
}

function usualName(): string {
  if (process.platform === 'win32') return 'electron.exe'
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron'
}

const readIfThere = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
