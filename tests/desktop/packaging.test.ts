import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { getCurrentFuseWire, FuseV1Options, FuseState } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

/*
 * electron-builder packs the real application around a file that stands for Electron's binary: what lies in the package,
 * and which fuses it has, is what a package with the true binary would have. Whether that starts is not shown here.
 */

const projectFolder = join(import.meta.dirname, '../..')
const limitMs = 240_000
const { version: electronVersion } = createRequire(import.meta.url)('electron/package.json') as {
  readonly version: string
}

/** Electron marks where its fuses lie; then come their format, their number, and one character for each. */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const unsetFuses = '011001011'

let folder: TemporaryFolder

beforeAll(() => {
  folder = createTemporaryFolder()
})
afterAll(() => {
  folder.remove()
})

interface Packing {
  readonly status: number | null
  readonly output: string
}

/** Runs electron-builder with a mirror where nobody answers: nothing leaves this machine. */
function pack(args: readonly string[]): Packing {
  const builder = join(projectFolder, 'node_modules/electron-builder/cli.js')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [builder, '--dir', '--config', 'electron-builder.yml', ...args],
    {
      cwd: projectFolder,
      env: {
        ...process.env,
        // It says less when it believes that it is being tested itself.
        VITEST: '',
        NODE_ENV: '',
        ELECTRON_MIRROR: 'http://127.0.0.1:9/',
        electron_config_cache: join(folder.path, 'cache'),
      },
      encoding: 'utf8',
      timeout: limitMs,
    },
  )
  return { status, output: stdout + stderr }
}

function makeDistribution(path: string): void {
  mkdirSync(join(path, 'locales'), { recursive: true })
  mkdirSync(join(path, 'resources'))
  const wire = Buffer.concat([
    Buffer.from(fuseMark),
    Buffer.from([1, unsetFuses.length]),
    Buffer.from(unsetFuses),
  ])
  writeFileSync(join(path, 'electron'), wire, { mode: 0o755 })
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox']) {
    writeFileSync(join(path, name), '')
  }
  writeFileSync(join(path, 'version'), electronVersion)
  for (const locale of ['en-US', 'zh-CN', 'fr']) {
    writeFileSync(join(path, 'locales', `${locale}.pak`), '')
  }
}

interface ArchiveEntry {
  readonly files?: Readonly<Record<string, ArchiveEntry>>
}

/** The paths in an asar archive, which begins with its table of contents as JSON behind four lengths. */
function filesOf(archive: string): string[] {
  const bytes = readFileSync(archive)
  const contents = bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))
  const list = (entry: ArchiveEntry, path: string): string[] =>
    entry.files === undefined
      ? [path]
      : Object.entries(entry.files).flatMap(([name, inner]) => list(inner, `${path}/${name}`))
  return list(JSON.parse(contents) as ArchiveEntry, '')
}

describe.skipIf(process.platform !== 'linux')(
  process.platform === 'linux' ? 'the package for Linux' : 'the package for Linux [needs Linux]',
  () => {
    let files: readonly string[]
    let unpacked: string

    beforeAll(() => {
      const distribution = join(folder.path, 'electron')
      makeDistribution(distribution)
      const output = join(folder.path, 'out')
      const packed = pack([
        ...['--linux', '--x64', `-c.electronDist=${distribution}`],
        `-c.directories.output=${output}`,
      ])
      if (packed.status !== 0) throw new Error(packed.output)
      unpacked = join(output, 'linux-unpacked')
      files = filesOf(join(unpacked, 'resources/app.asar'))
    }, limitMs)

    const own = (): string[] => files.filter((file) => !file.startsWith('/node_modules/'))

    it.each([
      '/package.json',
      '/LICENSE',
      '/dist/main/index.js',
      '/dist/preload/index.cjs',
      '/dist/engine/process.js',
      '/dist/engine/report-worker.js',
      '/dist/engine/capture-worker.js',
      '/dist/engine/plan-worker.js',
      '/dist/renderer/index.html',
      '/resources/desktop-phrases.json',
      '/resources/icons/icon.png',
      '/resources/icons/tray@2x.png',
      '/resources/icons/tray-attention.png',
      '/node_modules/better-sqlite3/lib/index.js',
      '/node_modules/better-sqlite3/prebuilds/linux-x64.node',
      '/node_modules/fastify/LICENSE',
      '/node_modules/electron-updater/package.json',
      '/node_modules/zod/package.json',
    ])('holds %s', (file) => {
      expect(files).toContain(file)
    })

    it('holds nothing at its top but what is built, what that reads, and packages', () => {
      const top = new Set(files.map((file) => file.split('/')[1]))
      expect([...top].sort()).toEqual([
        'LICENSE',
        'dist',
        'node_modules',
        'package.json',
        'resources',
      ])
    })

    it('holds no source, test, map or declaration', () => {
      expect(files.filter((file) => /\.(ts|mts|cts|vue|map)$|\.test\./.test(file))).toEqual([])
    })

    it('holds no tool and no second copy of the client’s libraries', () => {
      const packages = new Set(
        files.map((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]),
      )
      const unwanted = [
        'electron',
        'electron-builder',
        'vite',
        'vitest',
        'typescript',
        'vue',
        'sip',
      ]
      expect(unwanted.filter((name) => packages.has(name))).toEqual([])
    })

    it('holds the native module of its own platform only, outside the archive', () => {
      expect(files.filter((file) => file.endsWith('.node'))).toEqual([
        '/node_modules/better-sqlite3/prebuilds/linux-x64.node',
      ])
      const outside = 'resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds'
      expect(readdirSync(join(unpacked, outside))).toEqual(['linux-x64.node'])
      expect(own().filter((file) => file.includes('better-sqlite3'))).toEqual([])
    })

    it('holds the two languages that the client speaks', () => {
      expect(readdirSync(join(unpacked, 'locales')).sort()).toEqual(['en-US.pak', 'zh-CN.pak'])
    })

    it('has its fuses set, as they are read back from the binary', async () => {
      const wire = await getCurrentFuseWire(join(unpacked, 'trunkline'))
      const { ENABLE: on, DISABLE: off } = FuseState
      expect({
        runAsNode: wire[FuseV1Options.RunAsNode],
        cookies: wire[FuseV1Options.EnableCookieEncryption],
        nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
        inspect: wire[FuseV1Options.EnableNodeCliInspectArguments],
        integrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
        onlyAsar: wire[FuseV1Options.OnlyLoadAppFromAsar],
        filePrivileges: wire[FuseV1Options.GrantFileProtocolExtraPrivileges],
      }).toEqual({
        ...{ runAsNode: off, cookies: on, nodeOptions: off, inspect: off },
        ...{ integrity: on, onlyAsar: on, filePrivileges: off },
      })
    })
  },
)

it.each([
  ['--win', 'win32'],
  ['--mac', 'darwin'],
])(
  'electron-builder accepts the configuration for %s up to the download of Electron',
  (option, platform) => {
    const { output, status } = pack([
      ...[option, '--x64', `-c.directories.output=${join(folder.path, platform)}`],
    ])
    expect(output).toContain(`platform=${platform} arch=x64 electron=${electronVersion}`)
    // Where Electron has been fetched before, or the platform needs its own tools, it goes further; never less far.
    expect(output).not.toMatch(/Invalid configuration|unknown property/i)
    if (status !== 0) expect(output).toMatch(/ECONNREFUSED|127\.0\.0\.1:9/)
  },
  limitMs,
)
