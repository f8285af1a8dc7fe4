import { join } from 'node:path'
import { expect, it } from 'vitest'
import { record } from '../../tests/harness/electron-stand-in/record.ts'
import { chooseEntry, menus } from '../../tests/harness/electron-stand-in/system.ts'
import type { EngineState } from '../bridge/host-channels.ts'
import { readPhrases } from './phrases.ts'
import { TrayIcon, trayLines } from './tray.ts'

const resources = join(import.meta.dirname, '../../resources')
const { en, 'zh-CN': zh } = readPhrases(join(resources, 'desktop-phrases.json'))
const running: EngineState = { kind: 'running', sinceMs: 0, restarts: 0 }
const view = (busy: number, attention: number) => ({
  ...{ state: running, load: { busy, attention }, remoteHost: null },
  phrases: en,
})

it('the tray says what the engine has in hand, and shows when something wants a look', () => {
  const asked: string[] = []
  const tray = new TrayIcon(join(resources, 'icons'), {
    open: () => asked.push('open'),
    quit: () => asked.push('quit'),
  })
  tray.show(view(2, 0))
  expect(record.tray?.tooltip).toBe('Trunkline\nActive calls: 2\nAlarms: 0')
  expect(record.tray?.image).toMatch(/tray\.png$/)
  tray.show(view(2, 3))
  expect(record.tray?.image).toMatch(/tray-attention\.png$/)
  expect(record.badge).toBe(3)
  chooseEntry(menus.tray, ['Open Trunkline'])
  chooseEntry(menus.tray, ['Quit'])
  expect(asked).toEqual(['open', 'quit'])
})

it('a menu that may be open is not made anew for nothing', () => {
  const tray = new TrayIcon(join(resources, 'icons'), {
    open: () => undefined,
    quit: () => undefined,
  })
  tray.show(view(1, 0))
  const before = menus.tray
  tray.show(view(1, 0))
  expect(menus.tray).toBe(before)
  tray.show({ ...view(1, 0), phrases: zh })
  expect(menus.tray).not.toBe(before)
})

it.each([
  [{ kind: 'starting' }, ['The engine is starting']],
  [{ kind: 'off' }, ['Connected to https://switch.example']],
  [
    { kind: 'restarting', restarts: 1, againAtMs: 0, lastWords: [] },
    ['The engine stopped and is being restarted'],
  ],
  [
    { kind: 'failed', code: 'PORT_IN_USE', message: 'port 5060 is taken', againAtMs: 0 },
    ['The engine cannot run', 'port 5060 is taken'],
  ],
] as const)('an engine that is %j is described', (state, lines) => {
  const shown = { ...view(0, 0), state, remoteHost: 'https://switch.example' }
  expect(trayLines(shown)).toEqual(lines)
})
