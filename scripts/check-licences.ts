/* `npm run licences`: every package of the lock file carries a licence of the allow-list. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const projectFolder = join(import.meta.dirname, '..')

/** Licences that an Apache-2.0 product may ship. */
const allowedInProduct = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
])

/** Licences of tools that are not shipped. */
const allowedInTools = new Set([
  ...allowedInProduct,
  'WTFPL',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'MPL-2.0',
])

/** Packages that state their licence only in a file; looked at by hand. */
const readByHand: Readonly<Record<string, string>> = { only: 'MIT', sip: 'MIT' }

interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
}

interface Manifest {
  readonly license?: string | { readonly type?: string }
  readonly licenses?: readonly { readonly type?: string }[]
}

function statedLicence(path: string, locked: LockedPackage): string {
  const file = join(projectFolder, path, 'package.json')
  if (!existsSync(file)) return locked.license ?? 'none stated'
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  const { license, licenses } = manifest
  if (typeof license === 'string') return license
  return license?.type ?? licenses?.map((each) => each.type).join(' OR ') ?? 'none stated'
}

/** An SPDX expression is allowed when one side of each OR and all sides of each AND are. */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const flat = expression.replaceAll(/[()]/g, ' ').trim()
  return flat
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((licence) => allowed.has(licence.trim())))
}

function main(): number {
  const lock = JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>
  }
  const packages = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && !link)
  const refused = packages.flatMap(([path, locked]) => {
    const name = path.replace(/^.*node_modules\//, '')
    const licence = readByHand[name] ?? statedLicence(path, locked)
    const allowed = locked.dev === true ? allowedInTools : allowedInProduct
    return isAllowed(licence, allowed) ? [] : [`${name} ${locked.version ?? ''}: ${licence}`]
  })
  for (const line of refused) console.error(`licence not on the allow-list: ${line}`)
  console.log(`${packages.length} packages, ${refused.length} with a licence to look at`)
  return refused.length === 0 ? 0 : 1
}

if (import.meta.main) process.exitCode = main()
