import type { MappingGateway, RoutingGateway } from '../contract/gateways.ts'
import type { ListedGateway } from '../contract/configuration-procedures.ts'
import type { Handlers } from '../contract/procedures.ts'
import { EngineError } from '../contract/errors.ts'
import type {
  Actor,
  Configuration,
  GatewayDirectory,
  GatewayStep,
  Kept,
} from '../../configuration/configuration.ts'
import type { HandlerPorts } from './handler-ports.ts'

type GatewayHandlers = Pick<
  Handlers,
  | 'gateway.list'
  | 'gateway.get'
  | 'gateway.add'
  | 'gateway.set'
  | 'gateway.remove'
  | 'gateway.setMany'
  | 'gateway.removeMany'
>
type AnyGateway = Kept<RoutingGateway> | Kept<MappingGateway>

/** The edits of one kind of gateway. */
interface GatewayKind {
  readonly title: string
  readonly directory: GatewayDirectory<RoutingGateway> | GatewayDirectory<MappingGateway>
  add(fields: unknown, actor: Actor): AnyGateway
  set(name: string, changes: unknown, actor: Actor, expectedVersion?: number): AnyGateway
  remove(name: string, actor: Actor): void
  apply(steps: readonly GatewayStep[], actor: Actor): number | null
}

/** Handlers of `gateway.*`. */
export function createGatewayHandlers({
  configuration,
}: Pick<HandlerPorts, 'configuration'>): GatewayHandlers {
  const kinds = gatewayKinds(configuration)
  return {
    'gateway.list': ({ kind }) => [...kinds[kind].directory.all()].map(listedGateway),
    'gateway.get': ({ kind, name }) => {
      const { directory, title } = kinds[kind]
      const found = directory.get(name)
      if (found) return listedGateway(found)
      throw new EngineError('UNKNOWN_NAME', `no ${title} is named "${name}"`, { value: name })
    },
    'gateway.add': ({ kind, fields }, caller) => listedGateway(kinds[kind].add(fields, caller)),
    'gateway.set': ({ kind, name, changes, expectedVersion }, caller) =>
      listedGateway(kinds[kind].set(name, changes, caller, expectedVersion)),
    'gateway.remove': ({ kind, name }, caller) => {
      kinds[kind].remove(name, caller)
      return {}
    },
    'gateway.setMany': ({ kind, edits }, caller) => ({
      edit: kinds[kind].apply(
        edits.map((each) => ({ kind: 'modify', ...each })),
        caller,
      ),
    }),
    'gateway.removeMany': ({ kind, names }, caller) => ({
      edit: kinds[kind].apply(
        [...new Set(names)].map((name) => ({ kind: 'delete', name })),
        caller,
      ),
    }),
  }
}

function gatewayKinds(configuration: Configuration): {
  readonly [K in 'routing' | 'mapping']: GatewayKind
} {
  return {
    routing: {
      title: 'routing gateway',
      directory: configuration.routingGateways,
      add: (fields, actor) => configuration.createRoutingGateway(fields, actor),
      set: (name, changes, actor, version) =>
        configuration.modifyRoutingGateway(name, changes, actor, version),
      remove: (name, actor) => configuration.deleteRoutingGateway(name, actor),
      apply: (steps, actor) => configuration.applyEdits({ routingGateways: steps }, actor),
    },
    mapping: {
      title: 'mapping gateway',
      directory: configuration.mappingGateways,
      add: (fields, actor) => configuration.createMappingGateway(fields, actor),
      set: (name, changes, actor, version) =>
        configuration.modifyMappingGateway(name, changes, actor, version),
      remove: (name, actor) => configuration.deleteMappingGateway(name, actor),
      apply: (steps, actor) => configuration.applyEdits({ mappingGateways: steps }, actor),
    },
  }
}

/** A gateway as it is listed: that a password is set shows, the password does not. */
export function listedGateway(gateway: AnyGateway): ListedGateway {
  const { password, ...shown } = gateway
  return { ...shown, hasPassword: password !== '' }
}
