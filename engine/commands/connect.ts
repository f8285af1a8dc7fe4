import { EngineError, type ErrorCode } from '../api/contract/errors.ts'
import type { Answer, Ask, Caller } from '../api/contract/procedures.ts'
import { systemClock } from '../kernel/clock.ts'
import { createRandomIdSource } from '../kernel/id-source.ts'
import { claimFolder, readHost, type HostFacts } from '../store/host-claim.ts'
import { createProcessLog } from './process-log.ts'
import { version } from './version.ts'

/** A way to the configuration of a data folder: through the host that runs on it, else the folder itself. */
export interface Connection {
  readonly ask: Ask
  close(): Promise<void>
}

const caller: Caller = { name: 'command line', from: 'command line', role: 'administrator' }

export async function connect(folder: string): Promise<Connection> {
  const host = readHost(folder)
  return host ? { ask: askHost(host), close: () => Promise.resolve() } : openFolder(folder)
}

/** Holds the folder's claim as long as it works on it, so that no host starts in between. */
async function openFolder(folder: string): Promise<Connection> {
  const claim = claimFolder(folder)
  try {
    const log = createProcessLog('error')
    const { openStore } = await import('../store/store.ts')
    const store = openStore({ folder, clock: systemClock, log })
    const close = async (): Promise<void> => {
      await store.close()
      claim.release()
    }
    const [
      { createConfiguration },
      { createHandlers },
      { askInProcess },
      { createPeople },
      { createFixedVisitor },
      { createPassphraseSeal },
      { ProfileCatalogue },
    ] = await Promise.all([
      import('../configuration/configuration.ts'),
      import('../api/server/handlers.ts'),
      import('../api/server/answer-ask.ts'),
      import('../api/server/people.ts'),
      import('../api/server/visitor.ts'),
      import('../store/secrets/passphrase-seal.ts'),
      import('../guidance/profiles/profile-catalogue.ts'),
    ])
    const configuration = createConfiguration({ persistence: store.configuration, log })
    const handlers = createHandlers({
      ...{ version, configuration, engine: undefined, auditLog: store.auditLog },
      people: createPeople({
        ...{ accounts: store.users, sessions: store.sessions },
        ...{
          parameters: configuration.parameters,
          clock: systemClock,
          ids: createRandomIdSource(),
        },
      }),
      ...{ callRecords: store.callRecordReader, alarms: store.alarms },
      profiles: new ProfileCatalogue(folder, log),
      sealFor: createPassphraseSeal,
      nowMs: () => systemClock.nowMs(),
    })
    return { ask: askInProcess(handlers, createFixedVisitor(caller)), close }
  } catch (error) {
    claim.release()
    throw error
  }
}

function askHost(host: HostFacts): Ask {
  return async (name, input) => {
    const answer = await post(`${host.http}/api/v1/rpc/${name}`, host.token, input)
    // The host checked the input and made the value by the same contract.
    if (answer.ok) return answer.value as never
    throw new EngineError(answer.code as ErrorCode, answer.message, answer.details)
  }
}

async function post(url: string, token: string, input: unknown): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(60_000),
    })
    return (await response.json()) as Answer
  } catch (error) {
    const sentence = `the host of this data folder does not answer at ${new URL(url).origin}`
    throw new EngineError('HOST_UNREACHABLE', sentence, {}, error)
  }
}
