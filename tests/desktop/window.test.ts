import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withDesktop, type Desktop } from '../harness/desktop.ts'
import { eventually } from '../harness/eventually.ts'
import { readyFacts } from './desktop-session.ts'

let dataFolder: string

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'trunkline-desktop-'))
})
afterEach(() => {
  rmSync(dataFolder, { recursive: true, force: true })
})

const isVisible = async (desktop: Desktop): Promise<boolean> =>
  (await desktop.record()).windows[0]?.isVisible === true

const untilVisible = (desktop: Desktop): Promise<true> =>
  eventually('the window shows', async () => (await isVisible(desktop)) || undefined)

describe('the window', () => {
  it('opens where it was closed', async () => {
    const bounds = { x: 200, y: 120, width: 1000, height: 640 }
    await withDesktop({ dataFolder }, async (desktop) => {
      await desktop.do('moveWindow', bounds)
      await desktop.do('closeWindow')
      expect(await desktop.ended).toBe(0)
    })
    await withDesktop({ dataFolder }, async (desktop) => {
      expect((await desktop.record()).windows[0]?.options).toMatchObject(bounds)
    })
  })

  it('only hides when the person keeps the application in the tray', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await untilVisible(desktop)
      await desktop.page('host.setPreferences({ keepInTray: true })')
      await desktop.do('closeWindow')
      expect(await isVisible(desktop)).toBe(false)
      expect(desktop.hasEnded).toBe(false)
      await desktop.do('chooseTray', 'Open Trunkline')
      expect(await isVisible(desktop)).toBe(true)
    }))

  it('stays hidden after a start at login, and comes with the next start', () =>
    withDesktop({ dataFolder, args: ['--hidden'] }, async (desktop) => {
      expect(await desktop.page('host.describe()')).toMatchObject({ startedHidden: true })
      expect(await isVisible(desktop)).toBe(false)
      await desktop.do('startAgain')
      expect(await isVisible(desktop)).toBe(true)
    }))

  it('is loaded again when its page breaks, but not for ever', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await desktop.page('(globalThis.isOld = true)')
      await desktop.do('breakPage')
      await eventually('a new page', async () =>
        (await desktop.page('typeof isOld')) === 'undefined' ? true : undefined,
      )
      for (let time = 0; time < 3; time += 1) await desktop.do('breakPage')
      const breaks = desktop.log('desktop').filter((line) => line.includes('page has stopped'))
      expect(breaks).toHaveLength(4)
    }))

  it('belongs to one application: a second start ends at once', async () => {
    const env = { STAND_IN_ALREADY_RUNS: '1' }
    const { startDesktop } = await import('../harness/desktop.ts')
    const second = startDesktop({ dataFolder, env })
    expect(await second.ended).toBe(0)
    expect(second.output()).toBe('')
  })
})

describe('the desktop around the client', () => {
  it('shows the menu of the client, and hands its commands back', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await desktop.page(`host.setMenu([{ kind: 'submenu', label: 'File', entries: [
        { kind: 'command', id: 'file.import', label: 'Import', enabled: true }] }])`)
      await desktop.page(
        `(globalThis.chosen = [], host.on('menuChosen', (id) => chosen.push(id)), 0)`,
      )
      await desktop.do('chooseMenu', 'File', 'Import')
      await eventually(
        'the command',
        async () => (await desktop.page<string[]>('chosen')).includes('file.import') || undefined,
      )
    }))

  it('opens its logs from the menu, also before the client has one', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await desktop.do('chooseMenu', 'Help', 'Open logs')
      expect((await desktop.record()).openedPaths).toEqual([join(dataFolder, 'desktop/logs')])
    }))

  it('tells of an alarm, and a click on it opens the view', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await desktop.page(
        `(globalThis.clicked = [], host.on('notificationClicked', (c) => clicked.push(c.view)), 0)`,
      )
      await desktop.page(`host.notify({ title: 'Alarm', body: 'GW-1 is stale', view: 'alarms' })`)
      await desktop.do('clickNotification')
      await eventually(
        'the click',
        async () => (await desktop.page<string[]>('clicked')).includes('alarms') || undefined,
      )
    }))

  it('saves and reads files where the person says', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const path = join(dataFolder, 'trace.pcap')
      await desktop.do('answerDialogs', { canceled: false, filePath: path })
      const kinds = `[{ name: 'Capture', extensions: ['pcap'] }]`
      await desktop.page(
        `host.saveFile({ suggestedName: 'trace.pcap', kinds: ${kinds}, bytes: new Uint8Array([212, 195, 0]) })`,
      )
      expect([...readFileSync(path)]).toEqual([212, 195, 0])
      writeFileSync(path, 'other')
      await desktop.do('answerDialogs', { canceled: false, filePaths: [path] })
      const read = await desktop.page<number[]>(`host.openFile(${kinds})
        .then(({ file }) => host.readFile(file, 0)).then((bytes) => [...bytes])`)
      expect(Buffer.from(read).toString()).toBe('other')
    }))

  it('speaks the language of the client, now and after the next start', async () => {
    await withDesktop({ dataFolder }, async (desktop) => {
      await readyFacts(desktop)
      await desktop.page(`host.setLanguage('zh-CN')`)
      expect((await desktop.record()).tray?.tooltip).toContain('当前通话')
    })
    await withDesktop({ dataFolder }, async (desktop) => {
      await desktop.do('chooseMenu', '帮助', '打开日志')
      expect((await desktop.record()).openedPaths).toHaveLength(1)
    })
  })

  it('lets the page keep the application from ending while work is unsaved', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await desktop.page(`(globalThis.asked = 0, host.on('quitAsked', () => { asked += 1 }), 0)`)
      await desktop.page('host.guardQuit(true)')
      const untilAsked = (times: number): Promise<true> =>
        eventually('the page is asked', async () =>
          (await desktop.page('asked')) === times ? true : undefined,
        )
      await desktop.do('chooseMenu', 'Help', 'Quit')
      await untilAsked(1)
      await desktop.page('host.answerQuit(false)')
      await desktop.do('closeWindow')
      await untilAsked(2)
      await desktop.page('host.answerQuit(true)').catch(() => undefined)
      expect(await desktop.ended).toBe(0)
    }))

  it('refuses in a sentence', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const refusal = await desktop.page<string>(
        `host.setPreferences({ updateUrl: 'http://x' }).catch((error) => error.message)`,
      )
      expect(refusal).toBe(
        'update address: "http://x" is not allowed; allowed: an https address, or empty for no updates',
      )
    }))

  it('looks for no update until an address is configured', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      expect(await desktop.page('host.checkForUpdates()')).toEqual({ kind: 'off' })
      await desktop.page(`host.setPreferences({ updateUrl: 'https://updates.example' })`)
      expect(await desktop.page('host.updateState()')).toEqual({ kind: 'idle' })
    }))
})

describe('another host', () => {
  it('takes the place of the engine of this desktop until the person comes back', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await readyFacts(desktop)
      await desktop.page(`host.chooseRemoteHost('https://switch.example')`).catch(() => undefined)
      await eventually(
        'the engine has ended',
        async () => (await desktop.do('enginePids')).length === 0 || undefined,
        30_000,
      )
      await eventually('the page knows', async () => {
        const { remoteHost } = await desktop.page<{ remoteHost: string | null }>('host.describe()')
        return remoteHost === 'https://switch.example' ? true : undefined
      })
      expect(await desktop.page('host.engineState()')).toEqual({ kind: 'off' })
      expect(await desktop.page(`host.connectEngine().catch((error) => error.message)`)).toBe(
        'another host is connected',
      )
      expect((await desktop.record()).tray?.tooltip).toContain(
        'Connected to https://switch.example',
      )
      await desktop.page('host.chooseRemoteHost(null)').catch(() => undefined)
      await readyFacts(desktop, 2)
    }))

  it('is refused with what is allowed when its address is none', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const refusal = await desktop.page<string>(
        `host.chooseRemoteHost('http://switch.example').catch((error) => error.message)`,
      )
      expect(refusal).toContain('allowed: an https address')
    }))
})
