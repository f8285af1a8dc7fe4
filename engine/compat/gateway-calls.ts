import type { Actor } from '../api/contract/audit-entry.ts'
import type { MappingOnlineRow, RoutingOnlineRow } from '../api/contract/live-rows.ts'
import type { EngineView } from '../api/server/engine-view.ts'
import { createGatewayTranslation, type GatewayTranslation } from './gateway-translation.ts'
import { mappingGatewayFields } from './mapping-gateway-fields.ts'
import { routingGatewayFields } from './routing-gateway-fields.ts'
import { notFound, optionalList, optionalText, requireText, type WebCall } from './web-request.ts'

type Fields = Readonly<Record<string, unknown>>

/** What differs between the two kinds of gateways. */
interface GatewayKind {
  readonly translation: GatewayTranslation
  /** Names of the lists in the answers. */
  readonly listName: string
  readonly onlineListName: string
  all(engine: EngineView): Iterable<Fields & { readonly name: string }>
  create(engine: EngineView, fields: Fields, actor: Actor): void
  modify(engine: EngineView, name: string, changes: Fields, actor: Actor): void
  delete(engine: EngineView, name: string, actor: Actor): void
  online(engine: EngineView, names?: readonly string[]): readonly Fields[]
}

const routing: GatewayKind = {
  translation: createGatewayTranslation(routingGatewayFields),
  listName: 'infoGatewayRoutings',
  onlineListName: 'infoGatewayRoutingOnlines',
  all: (engine) => engine.configuration.routingGateways.all(),
  create: (engine, fields, actor) => void engine.configuration.createRoutingGateway(fields, actor),
  modify: (engine, name, changes, actor) =>
    void engine.configuration.modifyRoutingGateway(name, changes, actor),
  delete: (engine, name, actor) => engine.configuration.deleteRoutingGateway(name, actor),
  online: (engine, names) => engine.routingOnline(names).map(routingOnlineFields),
}

const mapping: GatewayKind = {
  translation: createGatewayTranslation(mappingGatewayFields),
  listName: 'infoGatewayMappings',
  onlineListName: 'infoGatewayMappingOnlines',
  all: (engine) => engine.configuration.mappingGateways.all(),
  create: (engine, fields, actor) => void engine.configuration.createMappingGateway(fields, actor),
  modify: (engine, name, changes, actor) =>
    void engine.configuration.modifyMappingGateway(name, changes, actor),
  delete: (engine, name, actor) => engine.configuration.deleteMappingGateway(name, actor),
  online: (engine, names) =>
    engine.mappingOnline(names).map((row: MappingOnlineRow) => ({ ...row })),
}

/** The manual's fields, and what we add: publishedCall, publishAge, freshness. */
function routingOnlineFields(row: RoutingOnlineRow): Fields {
  const shown: Record<string, unknown> = { ...row }
  for (const ours of ['band', 'unusableReason']) Reflect.deleteProperty(shown, ours)
  return shown
}

const callsOf = (kind: GatewayKind) => ({
  create: ((request, engine) => {
    requireText(request, 'name')
    const fields = kind.translation.read(request.fields, engine.node())
    kind.create(engine, fields, request.actor)
    return {}
  }) satisfies WebCall,

  modify: ((request, engine) => {
    const name = requireText(request, 'name')
    const changes = kind.translation.read(request.fields, engine.node())
    kind.modify(engine, name, changes, request.actor)
    return {}
  }) satisfies WebCall,

  delete: ((request, engine) => {
    kind.delete(engine, requireText(request, 'name'), request.actor)
    return {}
  }) satisfies WebCall,

  /** All gateways, or those named; naming only unknown ones is a failure. */
  get: ((request, engine) => {
    const names = optionalList(request.fields, 'names')
    const gateways = [...kind.all(engine)].filter(({ name }) => names?.includes(name) ?? true)
    if (names && gateways.length === 0) throw notFound()
    return { [kind.listName]: gateways.map((each) => kind.translation.write(each)) }
  }) satisfies WebCall,

  getOnline: ((request, engine) => {
    const names = optionalList(request.fields, 'names')
    const softswitch = optionalText(request.fields, 'softswitchName')
    const isOurs = softswitch === undefined || softswitch === engine.node()
    const rows = isOurs ? kind.online(engine, names) : []
    const where = {
      cryptoType: 0,
      softswitchName: engine.node(),
      softswitchIp: addressOf(engine.sipAddresses()[0] ?? ''),
    }
    return { [kind.onlineListName]: rows.map((row) => ({ ...row, ...where })) }
  }) satisfies WebCall,
})

/** IP address of a listen address such as `udp:[::1]:5060`. */
export function addressOf(listenAddress: string): string {
  const address = listenAddress.slice(
    listenAddress.indexOf(':') + 1,
    listenAddress.lastIndexOf(':'),
  )
  return address.replace(/^\[|\]$/g, '')
}

export const routingGatewayCalls = callsOf(routing)
export const mappingGatewayCalls = callsOf(mapping)
