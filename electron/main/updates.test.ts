import { EventEmitter } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import type { UpdateState } from '../bridge/host-channels.ts'
import { Updates, type Updater } from './updates.ts'

const silentLog = {
  folder: '',
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  engineLine: () => undefined,
}

/** Stands for electron-updater, whose downloads need a server and a signed build. */
class ScriptedUpdater extends EventEmitter implements Updater {
  autoDownload = false
  autoInstallOnAppQuit = false
  readonly feeds: string[] = []
  installs = 0
  script: () => void = () => undefined

  setFeedURL({ url }: { url: string }): void {
    this.feeds.push(url)
  }

  checkForUpdates(): Promise<unknown> {
    this.script()
    return Promise.resolve()
  }

  quitAndInstall(): void {
    this.installs += 1
  }
}

const states: UpdateState[] = []
let updates: Updates | undefined

function configured(url: string, updater = new ScriptedUpdater()): Updates {
  states.length = 0
  updates = new Updates({
    loadUpdater: () => Promise.resolve(updater),
    onState: (state) => states.push(state),
    log: silentLog,
  })
  updates.configure(url)
  return updates
}

afterEach(() => updates?.stop())

it('nothing is loaded or asked while no address is configured', async () => {
  let isLoaded = false
  updates = new Updates({
    loadUpdater: () => {
      isLoaded = true
      return Promise.resolve(new ScriptedUpdater())
    },
    onState: () => undefined,
    log: silentLog,
  })
  updates.configure('')
  expect(await updates.check()).toEqual({ kind: 'off' })
  expect(isLoaded).toBe(false)
})

it('an update is found, fetched and offered', async () => {
  const updater = new ScriptedUpdater()
  updater.script = () => {
    updater.emit('update-available', { version: '2.0.0' })
    updater.emit('download-progress', { percent: 40 })
    updater.emit('update-downloaded', { version: '2.0.0' })
  }
  const found = configured('https://updates.example/trunkline', updater)
  await found.check()
  expect(updater.feeds).toEqual(['https://updates.example/trunkline'])
  expect(states.map(({ kind }) => kind)).toEqual([
    ...['idle', 'checking', 'downloading', 'downloading', 'ready'],
  ])
  found.install()
  expect(updater.installs).toBe(1)
})

it('a program that is current says so', async () => {
  const updater = new ScriptedUpdater()
  updater.script = () => updater.emit('update-not-available')
  await configured('https://updates.example', updater).check()
  expect(states.at(-1)).toMatchObject({ kind: 'current' })
})

it('a feed that does not answer is a sentence, not a crash', async () => {
  const updater = new ScriptedUpdater()
  updater.checkForUpdates = () => Promise.reject(new Error('no answer'))
  expect(await configured('https://updates.example', updater).check()).toEqual({
    ...{ kind: 'failed', message: 'no answer' },
  })
})

it.each(['http://updates.example', 'file:///tmp/feed', 'updates'])(
  'an update never comes from "%s"',
  (url) => {
    expect(() => configured(url)).toThrow(/allowed: an https address/)
  },
)

it('nothing is installed that was not downloaded', () => {
  expect(() => configured('https://updates.example').install()).toThrow(/no update/)
})
