import type { GatewayChange } from '../../attached/gateway-limits.ts'
import { mayBeDone } from '../../attached/server-fault.ts'
import { AttachedServers } from '../../attached/attached-servers.ts'
import { postToWeb } from '../../attached/web-post.ts'
import type { attachedProcedures } from '../contract/attached-procedures.ts'
import type { AuditFacts } from '../contract/audit-entry.ts'
import type { AttachedServer } from '../contract/engine-settings.ts'
import { EngineError } from '../contract/errors.ts'
import type { Caller, Handlers, Output } from '../contract/procedures.ts'
import type { Configuration } from '../../configuration/configuration.ts'
import type { AuditBook, HandlerPorts } from './handler-ports.ts'

type Ports = Pick<HandlerPorts, 'auditLog' | 'configuration' | 'nowMs' | 'postToWeb'>
type AttachedHandlers = Pick<Handlers, keyof typeof attachedProcedures>

/** Handlers of `attached.*`. */
export function createAttachedHandlers(ports: Ports): AttachedHandlers {
  const { configuration, nowMs } = ports
  const attached = new AttachedServers({
    ...{ nowMs, post: ports.postToWeb ?? postToWeb },
    servers: () => configuration.settings.values.attachedServers,
  })
  return {
    ...createListHandlers(configuration, attached),
    'attached.test': ({ url }) => attached.test(url),
    'attached.routingGateways': async ({ server }) => {
      const gateways = await attached.routingGateways(server)
      return { readAtMs: nowMs(), gateways }
    },
    'attached.online': async ({ server }) => {
      const gateways = await attached.online(server)
      return { readAtMs: nowMs(), gateways }
    },
    'attached.calls': async ({ server, ...filter }) => {
      const calls = await attached.calls(server, filter)
      return { readAtMs: nowMs(), calls }
    },
    'attached.records': async ({ server, ...query }) => {
      const found = await attached.records(server, query)
      return { readAtMs: nowMs(), ...found }
    },
    'attached.planGateway': ({ server, ...change }) => attached.plan(server, change),
    'attached.setGateway': ({ server, ...change }, caller) =>
      setGateway(attached, ports.auditLog, { server, ...change }, caller),
    'attached.check': async ({ server }) => {
      const { points } = await attached.check(server)
      return { server, readAtMs: nowMs(), points }
    },
  }
}

type ListNames = 'attached.list' | 'attached.add' | 'attached.set' | 'attached.remove'

/** Which servers there are is an engine setting, so that it is documented, audited and undone like one. */
function createListHandlers(
  configuration: Configuration,
  attached: AttachedServers,
): Pick<AttachedHandlers, ListNames> {
  const servers = (): readonly AttachedServer[] => configuration.settings.values.attachedServers
  const others = (name: string): readonly AttachedServer[] => {
    const rest = servers().filter((each) => each.name !== name)
    if (rest.length < servers().length) return rest
    throw new EngineError('UNKNOWN_NAME', `no attached server is named "${name}"`, { value: name })
  }
  const refuseTaken = (name: string, among: readonly AttachedServer[]): void => {
    if (among.every((each) => each.name !== name)) return
    const text = `another attached server is named "${name}"`
    throw new EngineError('NAME_TAKEN', text, { value: name })
  }
  const keep = (attachedServers: readonly AttachedServer[], caller: Caller) => {
    const edit = configuration.setSettings({ attachedServers }, caller)
    return { servers: attached.list(), edit }
  }
  return {
    'attached.list': () => attached.list(),
    'attached.add': (server, caller) => {
      refuseTaken(server.name, servers())
      return keep([...servers(), server], caller)
    },
    'attached.set': ({ name, changes }, caller) => {
      if (changes.name !== undefined) refuseTaken(changes.name, others(name))
      else others(name)
      const changed = (server: AttachedServer): AttachedServer => ({
        name: changes.name ?? server.name,
        url: changes.url ?? server.url,
      })
      return keep(
        servers().map((server) => (server.name === name ? changed(server) : server)),
        caller,
      )
    },
    'attached.remove': ({ name }, caller) => keep(others(name), caller),
  }
}

interface Change extends GatewayChange {
  readonly server: string
}

async function setGateway(
  attached: AttachedServers,
  auditLog: AuditBook,
  { server, ...change }: Change,
  caller: Caller,
): Promise<Output<'attached.setGateway'>> {
  const planned = await attached.plan(server, change)
  const { from, to } = planned
  if (from.capacity === to.capacity && from.lockType === to.lockType) {
    return { from, to, read: from }
  }
  const note = (after: AuditFacts): void =>
    auditLog.append({
      actor: { name: caller.name, from: caller.from },
      ...{
        action: 'attached.setGateway',
        object: `${server}: ${change.name}`,
        before: from,
        after,
      },
    })
  try {
    await attached.setLimits(server, change.name, planned)
  } catch (error) {
    // The softswitch may have it although its answer was lost: the log says what was tried.
    if (mayBeDone(error)) note({ ...to, outcome: 'not known' })
    throw error
  }
  note(to)
  const read = await attached.limits(server, change.name).catch(nullIfFailed)
  return { from, to, read }
}

function nullIfFailed(error: unknown): null {
  if (error instanceof EngineError) return null
  throw error
}
