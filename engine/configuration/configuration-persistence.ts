import type { AuditEntry, AuditStatement } from '../api/contract/audit-entry.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import type { CheckedParameter } from '../parameters/parameter-set.ts'

/** A gateway as it is kept: with its number for life and the count of its changes. */
export type Kept<G> = G & { readonly id: number; readonly version: number }

/** What a gateway was and is; one of the two is missing when it is created or deleted. */
export interface GatewayChange<G> {
  readonly before: Kept<G> | undefined
  readonly after: Kept<G> | undefined
}

export type RoutingGatewayEdit = { readonly kind: 'routingGateway' } & GatewayChange<RoutingGateway>
export type MappingGatewayEdit = { readonly kind: 'mappingGateway' } & GatewayChange<MappingGateway>

/** A parameter's new value, with the one that it replaces. */
export interface ParameterChange extends CheckedParameter {
  readonly before: CheckedParameter['value']
}

/** One change of the configuration, checked and ready to be committed. */
export type ConfigurationEdit =
  | { readonly kind: 'parameters'; readonly changes: readonly ParameterChange[] }
  | { readonly kind: 'settings'; readonly before: EngineSettings; readonly after: EngineSettings }
  | RoutingGatewayEdit
  | MappingGatewayEdit

export interface StoredGateway {
  readonly id: number
  readonly version: number
  readonly fields: Readonly<Record<string, unknown>>
}

/** The configuration as the store returns it: secrets opened, values not yet checked. */
export interface StoredConfiguration {
  readonly parameters: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, unknown>>
  readonly routingGateways: readonly StoredGateway[]
  readonly mappingGateways: readonly StoredGateway[]
  /** Highest gateway numbers ever given out. */
  readonly lastRoutingGatewayId: number
  readonly lastMappingGatewayId: number
  /** How often the engine settings were changed. */
  readonly settingsChanges: number
  /** Number of the newest line of the audit log, 0 = there is none. */
  readonly lastAuditId: number
}

/** What the audit log calls the objects of the configuration. */
export type ConfiguredNoun = 'parameter' | 'setting' | 'routingGateway' | 'mappingGateway'

/** Where the configuration is kept. */
export interface ConfigurationPersistence {
  load(): StoredConfiguration
  /** All edits and their audit lines become durable together, or none does and an EngineError is thrown; returns when. */
  commit(edits: readonly ConfigurationEdit[], statements: readonly AuditStatement[]): number
  /** The newest line of the audit log about an object; undefined = it was never changed. */
  lastEntry(noun: ConfiguredNoun, object: string): AuditEntry | undefined
}
