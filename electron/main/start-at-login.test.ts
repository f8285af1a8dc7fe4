import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createTemporaryFolder } from '../../tests/harness/temporary-folder.ts'
import { autostartFile } from './start-at-login.ts'

it('on Linux an entry of the autostart folder comes and goes', () => {
  const folder = createTemporaryFolder()
  const autostart = join(folder.path, 'autostart')
  const entry = autostartFile(autostart, '/opt/Trunkline/trunkline')
  expect(entry.isOn()).toBe(false)
  entry.set(false)
  entry.set(true)
  expect(entry.isOn()).toBe(true)
  expect(readFileSync(join(autostart, 'trunkline.desktop'), 'utf8')).toContain(
    '\nExec="/opt/Trunkline/trunkline" --hidden\n',
  )
  entry.set(false)
  expect(existsSync(join(autostart, 'trunkline.desktop'))).toBe(false)
  folder.remove()
})

it('a path is quoted as the Desktop Entry Specification wants it', () => {
  const folder = createTemporaryFolder()
  autostartFile(folder.path, '/home/a b/$1 100%/"x"\\y').set(true)
  const text = readFileSync(join(folder.path, 'trunkline.desktop'), 'utf8')
  expect(text).toContain(String.raw`Exec="/home/a b/\\$1 100%%/\\"x\\"\\\\y" --hidden`)
  folder.remove()
})
