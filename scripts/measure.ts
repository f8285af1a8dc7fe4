/* `npm run measure`: file sizes per folder and the number of switched-off lint rules, so that drift is seen. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const projectFolder = join(import.meta.dirname, '..')
const roots = ['engine', 'tests', 'bench', 'scripts', 'electron', 'renderer']

interface MeasuredFile {
  readonly path: string
  readonly lines: number
  readonly disables: number
  readonly isTest: boolean
}

function measureFile(path: string): MeasuredFile {
  const text = readFileSync(join(projectFolder, path), 'utf8')
  return {
    path,
    lines: text.split('\n').length - 1,
    disables: text.match(/eslint-disable/g)?.length ?? 0,
    isTest: path.endsWith('.test.ts') || path.startsWith('tests/'),
  }
}

/** Value at `share` (0…1) of an ascending list. */
const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0

function printRow(name: string, files: readonly MeasuredFile[]): void {
  const lines = files.map((file) => file.lines).sort((a, b) => a - b)
  const figures = [files.length, quantile(lines, 0.5), quantile(lines, 0.9), lines.at(-1) ?? 0]
  console.log(name.padEnd(32) + figures.map((figure) => String(figure).padStart(8)).join(''))
}

function main(): void {
  const files = globSync(
    roots.map((root) => `${root}/**/*.{ts,js,vue}`),
    { cwd: projectFolder, exclude: ['tests/data/**'] },
  ).map(measureFile)
  console.log('folder'.padEnd(32) + '   files  median     p90     max')
  const folders = Map.groupBy(
    files.filter((file) => !file.isTest),
    (file) => dirname(file.path),
  )
  for (const folder of [...folders.keys()].sort()) printRow(folder, folders.get(folder) ?? [])
  printRow(
    'all, without tests',
    files.filter((file) => !file.isTest),
  )
  printRow(
    'tests',
    files.filter((file) => file.isTest),
  )
  const long = files.filter((file) => file.lines > (file.isTest ? 600 : 400))
  for (const file of long) console.log(`long: ${file.path} ${file.lines}`)
  console.log(`lint rules switched off: ${files.reduce((sum, file) => sum + file.disables, 0)}`)
}

main()
