import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller, Handlers } from '../api/contract/procedures.ts'
import { askInProcess } from '../api/server/answer-ask.ts'
import { createHandlers } from '../api/server/handlers.ts'
import { createPeople } from '../api/server/people.ts'
import { createFixedVisitor } from '../api/server/visitor.ts'
import { createEngine, type Engine, type EngineOptions } from '../index.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Logger } from '../kernel/logger.ts'
import { hostPort } from '../sip/message/uri.ts'
import type { LabNode, LabNodeOptions, StartLabNode } from '../lab/lab-node.ts'
import { createPassphraseSeal } from '../store/secrets/passphrase-seal.ts'
import { parseListenAddress } from './listeners.ts'

const caller: Caller = { name: 'lab', from: 'lab', role: 'administrator' }

/** Starts engines of the lab's own: a temporary data folder, a loopback address, no web side. */
export function createPrivateNodes(version: string, log: Logger): StartLabNode {
  return async (options) => {
    const folder = mkdtempSync(join(tmpdir(), 'trunkline-lab-'))
    const removeFolder = (): void => rmSync(folder, { recursive: true, force: true })
    try {
      const node = await startNode(options, { folder, version, log })
      return { ...node, stop: () => node.stop().finally(removeFolder) }
    } catch (error) {
      removeFolder()
      throw error
    }
  }
}

async function startNode(
  { name, address, surroundings, isSimulated }: LabNodeOptions,
  host: Pick<EngineOptions, 'folder' | 'version' | 'log'>,
): Promise<LabNode> {
  const { clock, ids, carrierOf } = surroundings
  const listen = [`udp:${hostPort(address, 0)}`]
  const engine = createEngine({
    ...{ ...host, clock, ids, overrides: { nodeName: name, listen } },
    ...(isSimulated ? { carrierOf } : {}),
  })
  try {
    await engine.start()
  } catch (error) {
    await engine.stop()
    throw error
  }
  const [bound] = engine.view.sipAddresses()
  invariant(bound !== undefined, 'a node that has started listens')
  return {
    ...{ name, domain: engine.view.domain(), endpoint: parseListenAddress(bound) },
    ask: askInProcess(handlersOf(engine, host.version, surroundings), createFixedVisitor(caller)),
    online: () => engine.view.routingOnline(),
    stop: () => engine.stop(),
  }
}

function handlersOf(
  { view, configuration, store }: Engine,
  version: string,
  { clock, ids }: LabNodeOptions['surroundings'],
): Handlers {
  const { users: accounts, sessions, auditLog, alarms, callRecordReader: callRecords } = store
  const { parameters } = configuration
  return createHandlers({
    ...{ version, configuration, engine: view, auditLog, alarms, callRecords },
    people: createPeople({ accounts, sessions, parameters, clock, ids }),
    sealFor: createPassphraseSeal,
    nowMs: () => clock.nowMs(),
  })
}
