import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCommand } from '../harness/command-line.ts'
import { withDesktop, type Desktop, type DesktopOptions } from '../harness/desktop.ts'
import { eventually } from '../harness/eventually.ts'
import { withHost } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { readyFacts } from './desktop-session.ts'

/*
 * The real client in a real Chromium tab, under the policy that main sends, through the real preload script, with the
 * real engine in a process of its own: everything but Electron.
 */

let dataFolder: string

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'trunkline-desktop-'))
})
afterEach(() => {
  rmSync(dataFolder, { recursive: true, force: true })
})

const password = 'engine-1843'
const withClient = (use: (desktop: Desktop) => Promise<void>, options: DesktopOptions = {}) =>
  withDesktop({ dataFolder, page: 'chromium', ...options }, use)

async function createAdministrator(desktop: Desktop): Promise<void> {
  await desktop.do('waitForText', 'Create the administrator')
  await desktop.do('fill', 'Name', 'ada')
  await desktop.do('fill', 'Password', password)
  await desktop.do('fill', 'Password again', password)
  await desktop.do('click', 'button', 'Create and sign in')
  await desktop.do('waitForText', 'Dashboard')
}

describeWithTools(['chromium'], 'the client in the window of the desktop', () => {
  it('creates the administrator on the first run, and shows the engine inside', () =>
    withClient(async (desktop) => {
      await createAdministrator(desktop)
      await desktop.do('waitForText', 'node-1')
      expect(await desktop.do('faults')).toEqual([])
    }))

  it('prints a page to a PDF file where the person says, and lets the page run and load nothing', () =>
    withClient(async (desktop) => {
      await createAdministrator(desktop)
      const path = join(dataFolder, 'report.pdf')
      await desktop.do('answerDialogs', { canceled: false, filePath: path })
      const html = `<h1>Report</h1><p>${'evidence '.repeat(2000)}</p>
        <img src="https://evil.example/x.png"><script>document.body.replaceChildren()</script>`
      const page = JSON.stringify({ suggestedName: 'report.pdf', html })
      expect(await desktop.page(`host.savePdf(${page})`)).toEqual({ path })
      const pdf = readFileSync(path)
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      // The words are still there, as no script has taken them away: they fill pages.
      expect(pdf.toString('latin1').match(/\/Type ?\/Page\b/g)?.length).toBeGreaterThan(1)
      const { windows, dialogs } = await desktop.record()
      expect(windows[1]).toMatchObject({
        isVisible: false,
        options: { webPreferences: { javascript: false, sandbox: true, partition: 'print' } },
      })
      expect(dialogs.at(-1)?.options).toMatchObject({ defaultPath: 'report.pdf' })
      await desktop.do('answerDialogs', { canceled: true, filePath: '' })
      expect(await desktop.page(`host.savePdf(${page})`)).toBe(null)
      expect(await desktop.do('faults')).toEqual([])
    }))

  it('makes the menu of the desktop of its own windows and commands', () =>
    withClient(async (desktop) => {
      await createAdministrator(desktop)
      await eventually(
        'the menu',
        async () =>
          JSON.stringify((await desktop.record()).menu).includes('Routing gateway') || undefined,
      )
      const path = ['Operation management', 'Gateway operation', 'Routing gateway']
      await desktop.do('chooseMenu', 'Window', ...path)
      await desktop.do('click', 'tab', 'Routing gateway')
      await desktop.do('chooseMenu', 'View', '切换到简体中文')
      await eventually(
        'the tray follows',
        async () =>
          (await desktop.record()).tray?.tooltip.includes('当前通话') === true || undefined,
      )
      await eventually(
        'the menu follows',
        async () => JSON.stringify((await desktop.record()).menu).includes('打开日志') || undefined,
      )
      await desktop.do('chooseMenu', '帮助', '打开日志')
      expect((await desktop.record()).openedPaths).toHaveLength(1)
      expect(await desktop.do('faults')).toEqual([])
    }))

  it('comes back by itself when the engine is killed, still signed in', () =>
    withClient(async (desktop) => {
      await createAdministrator(desktop)
      for (const pid of await desktop.do('enginePids')) process.kill(pid, 'SIGKILL')
      await readyFacts(desktop, 2)
      await desktop.do('waitForText', 'Connected')
      const { dataFolder: folder } = desktop
      const added = await runCommand([
        'gateway',
        'add',
        'routing',
        'GW-After',
        '--data',
        folder,
        'remoteIp=127.0.0.1',
      ])
      expect(added.errors).toBe('')
      await desktop.do(
        'chooseMenu',
        'Window',
        'Operation management',
        'Gateway operation',
        'Routing gateway',
      )
      await desktop.do('waitForText', 'GW-After')
      expect(await desktop.do('faults')).toEqual([])
    }))

  it('shows another host, signs in there, and stays signed in', () =>
    withHost({}, async ({ ready, dataFolder: other }) => {
      const made = await runCommand(['admin', 'create', 'grace', '--data', other], {
        input: `${password}\n${password}\n`,
      })
      expect(made.errors).toBe('')
      await withClient(async (desktop) => {
        await desktop.do('waitForText', 'Create the administrator')
        await desktop.page(`void host.chooseRemoteHost(${JSON.stringify(ready.http)})`)
        await desktop.do('waitForText', 'Stay signed in')
        await desktop.do('fill', 'Name', 'grace')
        await desktop.do('fill', 'Password', password)
        await desktop.do('click', 'button', 'Sign in')
        await desktop.do('waitForText', 'Dashboard')
        expect(await desktop.do('enginePids')).toEqual([])
        await desktop.do('reloadWindow')
        await desktop.do('waitForText', 'Dashboard')
        expect(await desktop.do('faults')).toEqual([])
      })
    }))
})
