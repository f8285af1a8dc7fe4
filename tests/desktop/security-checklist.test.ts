import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { hostChannel, hostRequestNames } from '../../electron/bridge/host-channels.ts'
import { startDesktop, type Desktop } from '../harness/desktop.ts'
import type { DesktopRecord } from '../harness/electron-stand-in/record.ts'
import { eventually } from '../harness/eventually.ts'

/*
 * Electron's security checklist, in its order, asked of the running desktop: what main really handed over, and what its
 * handlers really answer.
 */

let desktop: Desktop
let record: DesktopRecord
const projectFolder = join(import.meta.dirname, '../..')
const hostile = 'https://evil.example/'

beforeAll(async () => {
  desktop = startDesktop()
  await eventually(
    'the page runs',
    async () => ((await desktop.page('typeof host')) === 'object' ? true : undefined),
    30_000,
  )
  record = await desktop.record()
})
afterAll(() => desktop.close())

const pageRights = (): Record<string, unknown> => {
  const [window] = record.windows
  const { webPreferences } = window?.options as { webPreferences: Record<string, unknown> }
  return webPreferences
}

describe('1, 19: only local content is loaded, by a scheme of its own', () => {
  it('the window shows the client', () => {
    expect(record.windows.map(({ url }) => url)).toEqual(['app://trunkline/'])
  })

  it('the scheme is standard and secure, and neither passes by the policy nor serves workers', () => {
    expect(record.schemes).toEqual([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ])
  })

  it.each([hostile, 'http://127.0.0.1/', 'file:///etc/passwd', 'ftp://evil.example/'])(
    'the page cannot request %s',
    async (url) => {
      expect((await desktop.do('request', url)).cancel).toBe(true)
    },
  )
})

describe('2 to 6, 8 to 10: what a page may', () => {
  it.each([
    ['nodeIntegration', false],
    ['nodeIntegrationInWorker', false],
    ['nodeIntegrationInSubFrames', false],
    ['contextIsolation', true],
    ['sandbox', true],
    ['webSecurity', true],
    ['allowRunningInsecureContent', false],
    ['experimentalFeatures', false],
    ['webviewTag', false],
    ['navigateOnDragDrop', false],
  ])('%s is %s', (name, value) => {
    expect(pageRights()[name]).toBe(value)
  })

  it('no feature of Blink is switched on', () => {
    expect(pageRights()).not.toHaveProperty('enableBlinkFeatures')
  })

  it('every process of a page is sandboxed', () => {
    expect(record.isSandboxEnabled).toBe(true)
  })
})

describe('5: permissions', () => {
  it.each([
    ...[
      'media',
      'geolocation',
      'notifications',
      'midi',
      'pointerLock',
      'fullscreen',
      'openExternal',
    ],
    ...['clipboard-read', 'display-capture', 'hid', 'serial', 'usb', 'idle-detection', 'unknown'],
  ])('%s is denied', async (permission) => {
    expect(await desktop.do('askPermission', permission)).toEqual({
      ...{ asked: false, checked: false, device: false },
    })
  })

  it('text can be copied, which is all that the client needs', async () => {
    const { asked, checked } = await desktop.do('askPermission', 'clipboard-sanitized-write')
    expect([asked, checked]).toEqual([true, true])
  })
})

describe('12 to 14: a page goes nowhere', () => {
  it.each([
    ['will-navigate', { url: hostile }],
    ['will-navigate', { url: 'file:///etc/passwd' }],
    ['will-navigate', { url: 'app://elsewhere/' }],
    ['will-frame-navigate', { url: hostile, isMainFrame: true }],
    ['will-frame-navigate', { url: 'app://trunkline/', isMainFrame: false }],
    ['will-redirect', { url: 'app://trunkline/' }],
    ['will-attach-webview', {}],
  ])('%s %j is refused', async (event, details) => {
    expect(await desktop.do('isRefused', event, details)).toBe(true)
  })

  it('the client itself can be loaded anew', async () => {
    expect(await desktop.do('isRefused', 'will-navigate', { url: 'app://trunkline/' })).toBe(false)
  })

  it('no window is opened by a page', async () => {
    expect(await desktop.do('openWindow', hostile)).toEqual({ action: 'deny' })
  })
})

describe('15: the browser is opened for a few https pages only', () => {
  it.each([hostile, 'file:///etc/passwd', 'http://www.rfc-editor.org/', 'vbscript:x'])(
    '%s is not opened',
    async (url) => {
      await desktop.do('openWindow', url)
      const refusal = await desktop.page<string>(
        `host.openExternal(${JSON.stringify(url)}).catch((error) => error.message)`,
      )
      expect(refusal).toContain('is not opened')
      expect((await desktop.record()).openedExternal).toEqual([])
    },
  )
})

describe('17: every ask is checked for its sender', () => {
  it.each(hostRequestNames)('%s is refused to a page that is none of ours', async (name) => {
    const answer = await desktop.do('askAs', hostile, true, hostChannel(name))
    expect(answer).toEqual({
      ok: true,
      value: { ok: false, message: 'this page may not ask the desktop' },
    })
  })

  it('a frame inside the client is refused as well', async () => {
    const answer = await desktop.do('askAs', 'app://trunkline/', false, hostChannel('describe'))
    expect(answer).toMatchObject({ value: { ok: false } })
  })

  it.each([
    'app://trunkline.evil.example/',
    'https://trunkline/',
    'app://trunkline@evil.example/',
    '',
  ])('an address that only looks like ours (%s) is refused', async (url) => {
    const answer = await desktop.do('askAs', url, true, hostChannel('describe'))
    expect(answer).toMatchObject({ value: { ok: false } })
  })
})

describe('18, 20: fuses and the bridge', () => {
  const { electronFuses } = parse(
    readFileSync(join(projectFolder, 'electron-builder.yml'), 'utf8'),
  ) as { electronFuses: Record<string, boolean> }

  it.each([
    ['runAsNode', false],
    ['enableCookieEncryption', true],
    ['enableNodeOptionsEnvironmentVariable', false],
    ['enableNodeCliInspectArguments', false],
    ['enableEmbeddedAsarIntegrityValidation', true],
    ['onlyLoadAppFromAsar', true],
    ['grantFileProtocolExtraPrivileges', false],
  ])('the fuse %s is %s', (name, value) => {
    expect(electronFuses[name]).toBe(value)
  })

  it('the page gets named functions, and nothing of Electron', async () => {
    const names = await desktop.page<string[]>('Object.keys(host)')
    expect([...names].sort()).toEqual([...hostRequestNames, 'on'].sort())
    expect(
      await desktop.page('Object.values(host).every((each) => typeof each === "function")'),
    ).toBe(true)
    expect(await desktop.page('typeof require + typeof process + typeof ipcRenderer')).toBe(
      'undefined'.repeat(3),
    )
  })

  it('the page can listen to nothing but what the desktop tells', async () => {
    const refusal = await desktop.page<string>(
      `(() => { try { host.on('enginePort', () => 0) } catch (error) { return error.message } })()`,
    )
    expect(refusal).toContain('tells nothing named "enginePort"')
  })
})
