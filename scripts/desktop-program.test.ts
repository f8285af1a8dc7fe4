import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTemporaryFolder } from '../tests/harness/temporary-folder.ts'
import { findDesktopProgram, obstacle } from './desktop-program.ts'

describe('the desktop', () => {
  it.each([
    ['linux', {}, false, 'there is no display'],
    ['linux', { DISPLAY: '' }, false, 'there is no display'],
    ['linux', { DISPLAY: ':0' }, false, undefined],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, false, undefined],
    ['linux', { DISPLAY: ':0' }, true, 'the desktop does not run as root'],
    ['win32', {}, false, undefined],
    ['darwin', {}, false, undefined],
  ] as const)('on %s with %j, root: %s, is hindered by: %s', (platform, env, isRoot, reason) => {
    expect(obstacle({ platform, env, isRoot })).toBe(reason)
  })

  it('is found where the person says that the binary lies', () => {
    const folder = createTemporaryFolder()
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder.path, 'dist') }
    expect(findDesktopProgram(env)).toBeUndefined()
    mkdirSync(join(folder.path, 'dist/Electron.app/Contents/MacOS'), { recursive: true })
    const names = ['electron', 'electron.exe', 'Electron.app/Contents/MacOS/Electron']
    for (const name of names) writeFileSync(join(folder.path, 'dist', name), '')
    expect(findDesktopProgram(env)).toMatch(/dist/)
    folder.remove()
  })
})
