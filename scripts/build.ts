/*
 * `npm run build`: the client, the desktop's main process and preload script, and the engine's own process, into dist/.
 * With `--if-changed` only when a source is newer than what was built; names (`client`, `desktop`) limit it.
 */
import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const projectFolder = join(import.meta.dirname, '..')
const stampFolder = join(projectFolder, 'dist')

const parts = {
  client: {
    configs: ['vite.renderer.config.ts'],
    sources: ['renderer/**/*', 'engine/api/contract/**/*.ts', 'electron/bridge/**/*.ts'],
  },
  desktop: {
    configs: ['vite.main.config.ts', 'vite.preload.config.ts', 'vite.engine.config.ts'],
    sources: ['electron/**/*.ts', 'engine/**/*.ts'],
  },
} as const

export type BuildPart = keyof typeof parts

/** Builds one part, unless it is wanted only after a change and nothing has changed. */
export async function buildPart(part: BuildPart, onlyIfChanged: boolean): Promise<void> {
  const { configs, sources } = parts[part]
  const stampFile = join(stampFolder, `.${part}-built`)
  const stamp = stampOf([...configs, ...sources, 'package-lock.json'])
  if (onlyIfChanged && readIfThere(stampFile) === stamp) return
  rmSync(stampFile, { force: true })
  for (const config of configs) {
    await build({ configFile: join(projectFolder, config), logLevel: 'warn' })
  }
  mkdirSync(stampFolder, { recursive: true })
  writeFileSync(stampFile, stamp)
}

/** Changes whenever a source is added, removed or written. */
function stampOf(patterns: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of globSync([...patterns], { cwd: projectFolder }).sort()) {
    const { mtimeMs, size } = statSync(join(projectFolder, path))
    hash.update(`${path} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex')
}

function readIfThere(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false }) && readFileSync(file, 'utf8')
}

if (import.meta.main) {
  const args = process.argv.slice(2)
  const names = (Object.keys(parts) as BuildPart[]).filter((name) => args.includes(name))
  for (const name of names.length > 0 ? names : (Object.keys(parts) as BuildPart[])) {
    await buildPart(name, args.includes('--if-changed'))
  }
}
