import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { findBrowser } from './print-pdf.ts'

let folder: TemporaryFolder
beforeEach(() => (folder = createTemporaryFolder()))
afterEach(() => folder.remove())

function install(name: string): string {
  const file = join(folder.path, name)
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  return file
}

test('the browser of CHROME_PATH comes before those that are installed', () => {
  const installed = install('google-chrome')
  expect(findBrowser({ PATH: folder.path })).toBe(installed)
  const chosen = install('my-browser')
  expect(findBrowser({ PATH: folder.path, CHROME_PATH: chosen })).toBe(chosen)
})

test('a CHROME_PATH that cannot be run is wrong use', () => {
  const CHROME_PATH = join(folder.path, 'nothing')
  expect(() => findBrowser({ CHROME_PATH })).toThrow(/CHROME_PATH ".+nothing"; allowed: a program/)
})
