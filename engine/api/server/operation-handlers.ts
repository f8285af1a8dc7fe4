import { EngineError } from '../contract/errors.ts'
import type { RoutingGateway } from '../contract/gateways.ts'
import type { Handlers } from '../contract/procedures.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { running } from './running-engine.ts'

type OperationHandlers = Pick<
  Handlers,
  'call.disconnect' | 'publication.refresh' | 'publication.remove' | 'registration.refresh'
>

/** Handlers of what an operator has a running engine do. */
export function createOperationHandlers(
  ports: Pick<HandlerPorts, 'configuration' | 'engine'>,
): OperationHandlers {
  const gatewayNamed = (name: string): RoutingGateway => {
    const gateway = ports.configuration.routingGateways.get(name)
    if (gateway) return gateway
    throw new EngineError('UNKNOWN_NAME', `no routing gateway is named "${name}"`, { value: name })
  }
  return {
    'call.disconnect': ({ callIds }) => ({
      disconnected: running(ports).disconnectCalls([...new Set(callIds)]),
    }),
    'publication.refresh': ({ gateway }) => {
      const engine = running(ports)
      const { name, allowPublish } = gatewayNamed(gateway)
      if (engine.refreshPublications(name)) return {}
      const reason = allowPublish
        ? 'nothing is published about it yet'
        : 'Allow Publish is not checked'
      throw nothingToDo(`routing gateway "${name}" has no publication: ${reason}`, name)
    },
    'publication.remove': ({ entityTag }) => {
      if (running(ports).removePublication(entityTag)) return {}
      const text = `no publication has the entity-tag "${entityTag}"; each refresh gives it a new one`
      throw nothingToDo(text, entityTag)
    },
    'registration.refresh': ({ gateway }) => {
      const engine = running(ports)
      const { name } = gatewayNamed(gateway)
      if (engine.refreshRegistration(name)) return {}
      const text = `this node does not register at routing gateway "${name}": it is not of type Registration`
      throw nothingToDo(text, name)
    },
  }
}

const nothingToDo = (text: string, value: string): EngineError =>
  new EngineError('NOT_FOUND', text, { value })
