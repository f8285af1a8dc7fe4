import { expect, test } from 'vitest'
import { defaultDataFolder } from './data-folder.ts'

test.each([
  ['linux', {}, '/home/a/.local/share/trunkline'],
  ['linux', { XDG_DATA_HOME: '/srv/x' }, '/srv/x/trunkline'],
  ['darwin', {}, '/home/a/Library/Application Support/Trunkline'],
  ['win32', { APPDATA: '/home/a/Roaming' }, '/home/a/Roaming/Trunkline'],
] as const)('on %s with %j the data lies in %s', (platform, env, folder) =>
  expect(defaultDataFolder({ platform, home: '/home/a', env })).toBe(folder),
)
