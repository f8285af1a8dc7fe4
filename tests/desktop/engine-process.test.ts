import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SessionState, SignedIn } from '../../engine/api/contract/session-procedures.ts'
import type { EngineState } from '../../electron/bridge/host-channels.ts'
import { demandJson } from '../harness/command-line.ts'
import { withDesktop, type Desktop } from '../harness/desktop.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost } from '../harness/host.ts'
import { askEngine, placeCall, readyFacts } from './desktop-session.ts'

let dataFolder: string

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'trunkline-desktop-'))
})
afterEach(() => {
  rmSync(dataFolder, { recursive: true, force: true })
})

const account = { name: 'ada', password: 'engine-1843' }
const stateOf = (desktop: Desktop): Promise<EngineState> => desktop.page('host.engineState()')

function untilState(desktop: Desktop, kind: EngineState['kind']): Promise<EngineState> {
  return eventually(
    `the engine is ${kind}`,
    async () => {
      const state = await stateOf(desktop)
      return state.kind === kind ? state : undefined
    },
    30_000,
  )
}

/** Kills the engine without warning; the next one that is killed is another. */
async function killEngine(desktop: Desktop, before?: number): Promise<number> {
  const pid = await eventually('an engine runs', async () => {
    const running = (await desktop.do('enginePids')).at(-1)
    return running === before ? undefined : running
  })
  process.kill(pid, 'SIGKILL')
  return pid
}

describe('the engine inside the desktop', () => {
  it('answers a window over a port of its own', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const { value } = await askEngine<SessionState>(desktop, 'session.state')
      expect(value).toMatchObject({ needsAdministrator: true, mayCreateAdministrator: true })
      expect((await askEngine(desktop, 'user.list')).code).toBe('SIGN_IN_REQUIRED')
    }))

  it('lets its user create the administrator, who stays signed in after the next start', async () => {
    await withDesktop({ dataFolder }, async (desktop) => {
      const made = await askEngine<SignedIn>(desktop, 'session.createAdministrator', account)
      expect(made.ok).toBe(true)
      await desktop.page(`host.keepSignIn(${JSON.stringify(made.value.token)}, true)`)
      expect((await askEngine(desktop, 'user.list')).ok).toBe(true)
    })
    await withDesktop({ dataFolder }, async (desktop) => {
      const { value } = await askEngine<SessionState>(desktop, 'session.state')
      expect(value.user).toEqual({ name: 'ada', role: 'administrator' })
      await desktop.page('host.keepSignIn(null, true)')
      const after = await askEngine<SessionState>(desktop, 'session.state')
      expect(after.value.user).toBeNull()
    })
  })

  it('is started again when it is killed, and the window gets a new port', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const made = await askEngine<SignedIn>(desktop, 'session.createAdministrator', account)
      await desktop.page(`host.keepSignIn(${JSON.stringify(made.value.token)}, false)`)
      await desktop.page(
        `(globalThis.states = [], host.on('engineChanged', (s) => states.push(s.kind)), 0)`,
      )
      await untilState(desktop, 'running')
      const pid = await killEngine(desktop)
      await readyFacts(desktop, 2)
      expect(await desktop.page('states')).toEqual(['restarting', 'starting', 'running'])
      expect(await stateOf(desktop)).toMatchObject({ kind: 'running', restarts: 1 })
      expect(await desktop.do('enginePids')).not.toContain(pid)
      const { value } = await askEngine<SessionState>(desktop, 'session.state')
      expect(value.user?.name).toBe('ada')
    }))

  it('leaves its last words in the log of the desktop', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await untilState(desktop, 'running')
      await killEngine(desktop)
      const line = await eventually('the end is logged', () =>
        desktop.log('desktop').find((each) => each.includes('engine ended by itself')),
      )
      expect(JSON.parse(line)).toHaveProperty('lastWords')
    }))

  it('hands a port to a window that asked while there was no engine', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await untilState(desktop, 'running')
      await killEngine(desktop)
      await eventually(
        'it is gone',
        async () => ((await stateOf(desktop)).kind === 'restarting' ? true : undefined),
        10_000,
        5,
      )
      const { value } = await askEngine<SessionState>(desktop, 'session.state')
      expect(value.needsAdministrator).toBe(true)
    }))

  it('tells the operator when it keeps dying', () =>
    withDesktop({ dataFolder, env: { STAND_IN_UNFOCUSED: '1' } }, async (desktop) => {
      let last: number | undefined
      for (let death = 0; death < 4; death += 1) last = await killEngine(desktop, last)
      const worry = await eventually(
        'a notification',
        async () =>
          (await desktop.record()).notifications.find(({ body }) => body.includes('several times')),
        30_000,
      )
      expect(worry.title).toBe('Trunkline')
    }))

  it('says why it cannot run, and runs as soon as it can', async () => {
    const host = await startHost({ dataFolder })
    await withDesktop({ dataFolder }, async (desktop) => {
      expect(await untilState(desktop, 'failed')).toMatchObject({ code: 'FOLDER_IN_USE' })
      await host.stop()
      await untilState(desktop, 'running')
    })
  })

  it('serves the command line of this machine', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const { http } = await readyFacts(desktop)
      expect(JSON.parse(desktop.output())).toMatchObject({ ready: true, http })
      const rows = await demandJson<unknown[]>(['param', 'list', '--data', desktop.dataFolder])
      expect(rows.length).toBeGreaterThan(20)
    }))
})

describe('the key of the engine’s secrets', () => {
  it('is kept by the key ring of the system', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      await readyFacts(desktop)
      expect(existsSync(join(dataFolder, 'desktop/store-key.sealed'))).toBe(true)
      expect(existsSync(join(dataFolder, 'secret.key'))).toBe(false)
      expect(await desktop.page('host.describe()')).toMatchObject({ secretStorage: 'system' })
    }))

  it.each(['basic', 'none'])(
    'lies in a file of the data folder without one (%s), and the client can say so',
    (ring) =>
      withDesktop({ dataFolder, env: { STAND_IN_KEY_RING: ring } }, async (desktop) => {
        await readyFacts(desktop)
        expect(existsSync(join(dataFolder, 'secret.key'))).toBe(true)
        expect(await desktop.page('host.describe()')).toMatchObject({ secretStorage: 'file' })
        // A sign-in can be kept all the same.
        await desktop.page(`host.keepSignIn('token', true)`)
      }),
  )

  it('is not there for somebody else, who is told what to do', async () => {
    await withDesktop({ dataFolder }, (desktop) => readyFacts(desktop))
    await withDesktop({ dataFolder, env: { STAND_IN_KEY_RING: 'eve' } }, async (desktop) => {
      const state = await untilState(desktop, 'failed')
      expect(JSON.stringify(state)).toContain('sign in as the person')
    })
  })
})

describe('a desktop with something in progress', () => {
  it('keeps the machine awake, and shows it in the tray', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const call = await placeCall(desktop)
      const record = await eventually('the call shows', async () => {
        const now = await desktop.record()
        return now.powerSave.length > 0 ? now : undefined
      })
      expect(record.tray?.tooltip).toContain('Active calls: 1')
      call.close()
    }))

  it('asks before it quits, and goes on when told to', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const call = await placeCall(desktop)
      await eventually('the call shows', async () => (await desktop.record()).powerSave[0])
      await desktop.do('answerDialogs', { response: 2 })
      await desktop.do('chooseTray', 'Quit')
      const [question] = await eventually('the question', async () => {
        const { dialogs } = await desktop.record()
        return dialogs.length > 0 ? dialogs : undefined
      })
      expect(question?.options).toMatchObject({
        message: 'Calls in progress: 1. Stopping the engine ends them.',
        buttons: ['When they have ended', 'End them now', 'Cancel'],
      })
      expect(await stateOf(desktop)).toMatchObject({ kind: 'running' })
      call.close()
    }))

  it('takes nothing new while it waits, and ends when the last one has', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const call = await placeCall(desktop)
      await eventually('the call shows', async () => (await desktop.record()).powerSave[0])
      await desktop.do('answerDialogs', { response: 0 })
      await desktop.do('chooseTray', 'Quit')
      await eventually('it waits', async () => (await desktop.record()).dialogs[1])
      call.refuse()
      expect(await desktop.ended).toBe(0)
      call.close()
    }))

  it('ends at once, and in order, when the system does', () =>
    withDesktop({ dataFolder }, async (desktop) => {
      const call = await placeCall(desktop)
      await eventually('the call shows', async () => (await desktop.record()).powerSave[0])
      await desktop.do('endSystem')
      expect(await desktop.ended).toBe(0)
      expect(desktop.log('desktop').join('\n')).not.toContain('by force')
      call.close()
    }))
})
