import { globSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultDataFolder as ofTheCommandLine } from '../../engine/commands/data-folder.ts'
import { defaultDataFolder as ofTheDesktop } from '../../electron/main/data-folder.ts'

const projectFolder = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(projectFolder, path), 'utf8')
const filesIn = (folder: string): string[] => readdirSync(join(projectFolder, folder)).sort()

/** What a built module takes from elsewhere. */
const importsOf = (code: string): string[] =>
  [...code.matchAll(/(?:\bfrom\s*|\bimport\(\s*|\brequire\(\s*|^import\s+)["']([^"']+)["']/gm)]
    .map(([, name = '']) => name)
    .sort()

describe('the preload script', () => {
  it('is one CommonJS file', () => {
    expect(filesIn('dist/preload')).toEqual(['index.cjs'])
    expect(read('dist/preload/index.cjs')).not.toMatch(/^\s*(import|export)\s/m)
  })

  it('requires nothing but electron', () => {
    expect(importsOf(read('dist/preload/index.cjs'))).toEqual(['electron'])
  })
})

describe('the main process', () => {
  const code = read('dist/main/index.js')

  it('is one file that takes only Node, Electron, the updater and zod', () => {
    expect(filesIn('dist/main')).toEqual(['index.js'])
    const others = importsOf(code).filter(
      (name) => !name.startsWith('node:') && !builtinModules.includes(name),
    )
    expect(new Set(others)).toEqual(new Set(['electron', 'electron-updater', 'zod']))
  })

  it('holds no code of the engine', () => {
    // The bundler names the source of every part.
    const sources = [...code.matchAll(/^\/\/(?:#region)? (\w+\/\S+\.ts)/gm)].map(([, path]) => path)
    expect(sources).toContain('electron/main/engine-process.ts')
    expect(sources.filter((path) => path?.startsWith('engine/'))).toEqual([])
    expect(code).not.toContain('better-sqlite3')
  })

  it.each(
    globSync('electron/{main,bridge,preload}/**/*.ts', {
      cwd: projectFolder,
      exclude: ['**/*.test.ts'],
    }),
  )('%s knows no word of telephony', (path) => {
    const words =
      /\b(calls?|gateways?|SIP|INVITE|PUBLISH|trunks?|dial(?:s|ed|ing|plan)?|phone|telephon\w*)\b/i
    // `sip` is the name of an option that is handed on, and of the list in the frame that says where it listens.
    const text = read(path)
      .replaceAll(/(--|['. ])sip\b/g, '$1')
      .replaceAll(/\bsip[?:,]/g, '')
    expect(words.exec(text)?.[0]).toBeUndefined()
  })
})

describe('the engine', () => {
  it('is built with the worker that it starts', () => {
    expect(filesIn('dist/engine')).toEqual(
      expect.arrayContaining([
        ...['process.js', 'report-worker.js', 'capture-worker.js', 'plan-worker.js'],
      ]),
    )
    const addresses = filesIn('dist/engine').flatMap((name) =>
      [...read(`dist/engine/${name}`).matchAll(/new URL\("(\.\/[^"]+)", import\.meta\.url\)/g)].map(
        ([, path = '']) => path.slice(2),
      ),
    )
    expect(addresses.length).toBeGreaterThan(0)
    expect(filesIn('dist/engine')).toEqual(expect.arrayContaining(addresses))
  })

  it('knows no Electron', () => {
    for (const name of filesIn('dist/engine')) {
      expect(importsOf(read(`dist/engine/${name}`))).not.toContain('electron')
    }
  })
})

it('nothing outside electron/ and its tests imports electron', () => {
  const files = globSync('{engine,renderer,scripts,bench}/**/*.{ts,vue,js}', { cwd: projectFolder })
  expect(files.length).toBeGreaterThan(100)
  const importing = files.filter((path) => /from ['"]electron['"]/.test(read(path)))
  expect(importing).toEqual([])
})

it.each([
  ['linux', {}],
  ['linux', { XDG_DATA_HOME: '/data/home' }],
  ['darwin', {}],
  ['win32', {}],
  ['win32', { APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' }],
] as const)('desktop and command line use the same data folder on %s with %j', (platform, env) => {
  const surroundings = { platform, env, home: '/home/ada' }
  expect(ofTheDesktop(surroundings)).toBe(ofTheCommandLine(surroundings))
})
