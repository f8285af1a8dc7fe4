import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { chooseEntry, menus } from '../../tests/harness/electron-stand-in/system.ts'
import type { HostAction, MenuEntry } from '../bridge/menu-entry.ts'
import { firstMenu, showMenu } from './menu.ts'
import { readPhrases } from './phrases.ts'

const phrases = readPhrases(join(import.meta.dirname, '../../resources/desktop-phrases.json')).en
const chosen: string[] = []
const acted: HostAction[] = []
const show = (entries: readonly MenuEntry[]): void =>
  showMenu(entries, phrases, {
    choose: (id) => chosen.push(id),
    act: (action) => acted.push(action),
  })

beforeEach(() => {
  chosen.length = 0
  acted.length = 0
})

it('a command of the client goes back to it by its id', () => {
  const command: MenuEntry = {
    ...{ kind: 'command', id: 'trace.open', label: 'Debug trace' },
    ...{ accelerator: 'CmdOrCtrl+T', enabled: true, checked: true },
  }
  show([{ kind: 'submenu', label: 'System', entries: [command] }])
  expect(menus.application[0]?.submenu?.[0]).toMatchObject({
    ...{ label: 'Debug trace', accelerator: 'CmdOrCtrl+T', type: 'checkbox', checked: true },
    registerAccelerator: false,
  })
  chooseEntry(menus.application, ['System', 'Debug trace'])
  expect(chosen).toEqual(['trace.open'])
})

it('the way to the logs is there before the client is', () => {
  show(firstMenu(phrases))
  chooseEntry(menus.application, ['Help', 'Open logs'])
  expect(acted).toEqual(['openLogs'])
})

it('a client that has a place of its own for the logs gets no second one', () => {
  const entries: MenuEntry[] = [{ kind: 'host', action: 'openLogs', label: 'Logs' }]
  show([{ kind: 'submenu', label: 'Support', entries }])
  expect(menus.application.map(({ label }) => label)).toEqual(['Support'])
})
