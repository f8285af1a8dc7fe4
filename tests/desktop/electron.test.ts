import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findDesktopProgram, obstacle } from '../../scripts/desktop-program.ts'
import { runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { placeCallTo } from './desktop-session.ts'

/*
 * The real thing: Electron itself, where a binary of it is found (its package's own, ELECTRON_OVERRIDE_DIST_PATH, or a
 * packed application named by TRUNKLINE_DESKTOP). Everywhere else these tests are reported as skipped, with the reason.
 */

const projectFolder = join(import.meta.dirname, '../..')
const packed = process.env['TRUNKLINE_DESKTOP']
const program = packed ?? findDesktopProgram()
const { env, platform } = process
/** In a container Electron runs as root without Chromium's sandbox: fit for a test, never for a person. */
const hindrance = obstacle({ platform, env, isRoot: false })
const lack =
  program === undefined
    ? 'needs an Electron binary: npx install-electron, or ELECTRON_OVERRIDE_DIST_PATH'
    : hindrance && `needs a display: xvfb-run -a npm test`

let dataFolder: string
let application: ElectronApplication | undefined

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'trunkline-electron-'))
})
afterEach(async () => {
  // A quit that asks would wait for an answer that nobody gives.
  application?.process().kill('SIGKILL')
  application = undefined
  await eventually('the folder can be removed', () => {
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 20 })
    return true
  })
})

const password = 'engine-1843'

async function open(...args: string[]): Promise<Page> {
  const own = ['--data', dataFolder, '--sip', 'udp:127.0.0.1:0', '--http', '127.0.0.1:0', ...args]
  application = await _electron.launch({
    args: packed === undefined ? [projectFolder, ...own] : own,
    ...(program === undefined ? {} : { executablePath: program }),
    timeout: 60_000,
  })
  return application.firstWindow()
}

async function createAdministrator(page: Page): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill('ada')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByLabel('Password again').fill(password)
  await page.getByRole('button', { name: 'Create and sign in' }).click()
  await page.getByRole('navigation', { name: 'Navigation' }).waitFor()
}

/** Chooses an entry of the application's own menu. */
const chooseMenu = (...labels: string[]): Promise<void> | undefined =>
  application?.evaluate(({ Menu }, wanted) => {
    let items = Menu.getApplicationMenu()?.items ?? []
    for (const [index, label] of wanted.entries()) {
      const item = items.find((each) => each.label === label)
      if (index === wanted.length - 1) item?.click()
      items = item?.submenu?.items ?? []
    }
  }, labels)

const openRoutingGateways = (): Promise<void> | undefined =>
  chooseMenu('Window', 'Operation management', 'Gateway operation', 'Routing gateway')

/** The engine's first listener, as the log of the desktop has it. */
const sipPort = (): Promise<number> =>
  eventually(
    'the engine is ready',
    () => {
      const log = readFileSync(join(dataFolder, 'desktop/logs/desktop.log'), 'utf8')
      const port = /"sip":\["udp:127\.0\.0\.1:(\d+)"/.exec(log)?.[1]
      return port === undefined ? undefined : Number(port)
    },
    30_000,
  )

describe.skipIf(lack !== undefined)(
  lack === undefined ? 'the desktop in Electron' : `the desktop in Electron [${lack}]`,
  () => {
    it('starts, creates the administrator and shows the engine inside', async () => {
      const page = await open()
      await createAdministrator(page)
      await page.getByText('node-1').first().waitFor()
    })

    it('routes a call through a gateway that was added', async () => {
      const page = await open()
      await createAdministrator(page)
      const call = await placeCallTo(await sipPort(), dataFolder)
      await openRoutingGateways()
      await page.getByText('GW', { exact: true }).first().waitFor()
      call.refuse()
      call.close()
    })

    it('comes back by itself when the engine is killed', async () => {
      const page = await open()
      await createAdministrator(page)
      const pid = await application?.evaluate(
        ({ app }) => app.getAppMetrics().find(({ name }) => name === 'Trunkline engine')?.pid,
      )
      expect(pid).toBeTypeOf('number')
      process.kill(pid ?? 0, 'SIGKILL')
      await eventually(
        'it serves the command line again',
        async () => {
          const args = ['gateway', 'add', 'routing', 'GW-After', '--data', dataFolder]
          const { code } = await runCommand([...args, 'remoteIp=127.0.0.1'])
          return code === 0 ? true : undefined
        },
        30_000,
      )
      await openRoutingGateways()
      await page.getByText('GW-After').first().waitFor()
    })

    it('opens windows from the menu of the application', async () => {
      const page = await open()
      await createAdministrator(page)
      await openRoutingGateways()
      await page.getByRole('tab', { name: 'Routing gateway' }).waitFor()
    })

    it('keeps a page from everything but the desktop’s own functions', async () => {
      const page = await open()
      expect(await page.evaluate('typeof require + typeof process')).toBe('undefinedundefined')
      expect(await page.evaluate('typeof host.describe')).toBe('function')
    })

    it('quits in order', async () => {
      await open()
      const ended = application?.waitForEvent('close', { timeout: 30_000 })
      await application?.evaluate(({ app }) => app.quit())
      await ended
      expect(application?.process().exitCode).toBe(0)
    })
  },
)
