import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { openKeptState } from './kept-state.ts'

let folder: TemporaryFolder
let file: string

beforeEach(() => {
  folder = createTemporaryFolder()
  file = join(folder.path, 'desktop', 'desktop.json')
})
afterEach(() => {
  folder.remove()
})

const fresh = { keepInTray: false, updateUrl: '', remoteHost: null, signIns: {} }

it('a first start remembers nothing', () => {
  expect(openKeptState(file).state).toEqual(fresh)
})

it('what was kept is there after the next start', () => {
  const bounds = { x: -5, y: 0, width: 900, height: 700, isMaximized: true }
  openKeptState(file).keep({ bounds, language: 'zh-CN' })
  const again = openKeptState(file)
  again.keep({ keepInTray: true })
  expect(openKeptState(file).state).toEqual({
    ...fresh,
    ...{ bounds, language: 'zh-CN', keepInTray: true },
  })
})

it.each(['', '{"bounds":', '[]', 'null', '"text"'])(
  'a damaged file "%s" counts as empty',
  (text) => {
    const damaged = join(folder.path, 'damaged.json')
    writeFileSync(damaged, text)
    expect(openKeptState(damaged).state).toEqual(fresh)
  },
)

it('one value that is not allowed leaves the others', () => {
  const edited = join(folder.path, 'edited.json')
  writeFileSync(edited, '{"bounds":{"x":"left"},"keepInTray":true,"language":"fr"}')
  expect(openKeptState(edited).state).toEqual({ ...fresh, keepInTray: true })
})
