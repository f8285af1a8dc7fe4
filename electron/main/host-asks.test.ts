import { describe, expect, it } from 'vitest'
import { hostRequestNames } from '../bridge/host-channels.ts'
import type { MenuEntry } from '../bridge/menu-entry.ts'
import { readAsk } from './host-asks.ts'

it('what the client hands over arrives as it was', () => {
  const menu: MenuEntry[] = [
    {
      kind: 'submenu',
      label: 'File',
      entries: [
        { kind: 'command', id: 'file.import', label: 'Import …', enabled: true },
        { kind: 'separator' },
        { kind: 'role', role: 'copy', label: 'Copy' },
        { kind: 'host', action: 'quit', label: 'Quit' },
      ],
    },
  ]
  expect(readAsk('setMenu', [menu])).toEqual([menu])
  const file = { suggestedName: 'a.pcap', kinds: [], bytes: new Uint8Array([1]) }
  expect(readAsk('saveFile', [file])).toEqual([file])
})

it.each(hostRequestNames)('%s refuses arguments that it does not have', (name) => {
  const tooMany = [null, true, 1, {}, []]
  expect(() => readAsk(name, tooMany)).toThrow(new RegExp(`^${name}`))
})

describe('a page that misbehaves is told which argument is wrong', () => {
  it.each([
    ['readFile', ['id', -1], '1'],
    ['readFile', ['id', Number.NaN], '1'],
    ['openFile', [[{ name: 'Any', extensions: ['../*'] }]], '0.0.extensions.0'],
    ['saveFile', [{ suggestedName: 'x', kinds: [], bytes: 'text' }], '0.bytes'],
    ['savePdf', [{ suggestedName: 'x', html: 'x'.repeat(400_001) }], '0.html'],
    ['setMenu', [[{ kind: 'role', role: 'toggleDevTools', label: 'x' }]], '0.0.role'],
    ['setMenu', [[{ kind: 'host', action: 'evaluate', label: 'x' }]], '0.0.action'],
    ['setPreferences', [{ keepInTray: 'yes' }], '0.keepInTray'],
    ['keepSignIn', ['', true], '0'],
    ['setLanguage', ['fr'], '0'],
  ] as const)('%s', (name, args, place) => {
    expect(() => readAsk(name, args)).toThrow(`${name} (argument ${place})`)
  })
})
