import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller, Handlers } from '../api/contract/procedures.ts'
import { askInProcess } from '../api/server/answer-ask.ts'
import { createHandlers } from '../api/server/handlers.ts'
import { createPeople } from '../api/server/people.ts'
import { createFixedVisitor } from '../api/server/visitor.ts'
import { createEngine, type Engine } from '../index.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Logger } from '../kernel/logger.ts'
import { hostPort } from '../sip/message/uri.ts'
import type { LabNode, LabNodeOptions, StartLabNode } from '../lab/lab-node.ts'
import { createPassphraseSeal } from '../store/secrets/passphrase-seal.ts'
import { parseListenAddress } from './listeners.ts'

const caller: Caller = { name: 'lab', from: 'lab', role: 'administrator' }

/** Starts engines of the lab's own: a temporary data folder, a loopback address, no web side. */
export function createPrivateNodes(version: string, log: Logger): StartLabNode {
  return (options) => startPrivateNode(options, version, log)
}

async function startPrivateNode(
  { name, address, surroundings, isSimulated }: LabNodeOptions,
  version: string,
  log: Logger,
): Promise<LabNode> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-lab-'))
  const { clock, ids, carrierOf } = surroundings
  const listen = [`udp:${hostPort(address, 0)}`]
  const engine = createEngine({
    ...{ folder, log, version, clock, ids, overrides: { nodeName: name, listen } },
    ...(isSimulated ? { carrierOf } : {}),
  })
  const stop = async (): Promise<void> => {
    await engine.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await engine.start()
  } catch (error) {
    await stop()
    throw error
  }
  const [bound] = engine.view.sipAddresses()
  invariant(bound !== undefined, 'a node that has started listens')
  return {
    ...{ name, domain: engine.view.domain(), endpoint: parseListenAddress(bound), stop },
    ask: askInProcess(handlersOf(engine, version, surroundings), createFixedVisitor(caller)),
    online: () => engine.view.routingOnline(),
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
