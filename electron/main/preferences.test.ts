import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { openKeptState } from './kept-state.ts'
import { createPreferences, type Preferences } from './preferences.ts'
import { autostartFile } from './start-at-login.ts'

let folder: TemporaryFolder
let preferences: Preferences
const urls: string[] = []

beforeEach(() => {
  folder = createTemporaryFolder()
  urls.length = 0
  preferences = createPreferences(
    openKeptState(join(folder.path, 'desktop.json')),
    autostartFile(join(folder.path, 'autostart'), '/opt/trunkline'),
    (url) => urls.push(url),
  )
})
afterEach(() => {
  folder.remove()
})

it('what was changed holds, the rest stays', () => {
  preferences.change({ keepInTray: true })
  expect(preferences.change({ startAtLogin: true, updateUrl: 'https://u.example' })).toEqual({
    ...{ keepInTray: true, startAtLogin: true, updateUrl: 'https://u.example' },
  })
  expect(urls).toEqual(['https://u.example'])
})

it('a value that is not allowed changes nothing at all', () => {
  const change = { startAtLogin: true, keepInTray: true, updateUrl: 'http://u.example' }
  expect(() => preferences.change(change)).toThrow(/allowed: an https address/)
  expect(preferences.read()).toEqual({ startAtLogin: false, keepInTray: false, updateUrl: '' })
})
