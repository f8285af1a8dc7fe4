import { EngineError } from '../api/contract/errors.ts'
import type { GatewayChange, Kept } from './configuration-persistence.ts'
import { conflictError, type LastChange } from './last-changes.ts'

/** Read access to the gateways of one kind, by name. */
export interface GatewayDirectory<G> {
  get(name: string): Kept<G> | undefined
  all(): IterableIterator<Kept<G>>
  readonly size: number
}

/** What the directory must know of a gateway. */
export interface Named {
  readonly name: string
}

/** The gateways of one kind in memory: plans changes, and applies them once they are durable. */
export interface GatewayTable<G extends Named> extends GatewayDirectory<G> {
  /** `ahead` counts the creations planned for the same commit. */
  planCreate(fields: G, ahead?: number): GatewayChange<G> & { readonly after: Kept<G> }
  planModify(before: Kept<G>, fields: G): GatewayChange<G> & { readonly after: Kept<G> }
  /** The gateway of that name, at the version that the caller last saw; else an EngineError. */
  expect(name: string, version?: number): Kept<G>
  apply(change: GatewayChange<G>): void
  /** Highest number ever given out. */
  readonly lastId: number
}

export interface GatewayTableOptions<G extends Named> {
  /** `routing gateway` or `mapping gateway`. */
  readonly title: string
  readonly gateways: readonly Kept<G>[]
  /** Highest number ever given out. */
  readonly lastId: number
  /** Who changed a gateway last. */
  readonly lastChangeOf: (name: string) => LastChange | undefined
}

export function createGatewayTable<G extends Named>(
  options: GatewayTableOptions<G>,
): GatewayTable<G> {
  const { title } = options
  const byName = new Map(options.gateways.map((gateway) => [gateway.name, gateway]))
  let lastId = options.gateways.reduce((max, each) => Math.max(max, each.id), options.lastId)
  const refuseTaken = (name: string): void => {
    if (!byName.has(name)) return
    const text = `another ${title} is named "${name}"`
    throw new EngineError('NAME_TAKEN', text, { field: 'name', value: name })
  }
  return {
    get: (name) => byName.get(name),
    all: () => byName.values(),
    get size() {
      return byName.size
    },
    get lastId() {
      return lastId
    },
    expect(name, version) {
      const found = byName.get(name)
      if (!found) {
        throw new EngineError('UNKNOWN_NAME', `no ${title} is named "${name}"`, { value: name })
      }
      if (version === undefined || version === found.version) return found
      throw conflictError({
        ...{ object: `${title} "${name}"`, name },
        because: `version ${found.version}, not ${version}`,
        change: options.lastChangeOf(name),
        details: { version: found.version, expected: version },
      })
    },
    planCreate(fields, ahead = 0) {
      refuseTaken(fields.name)
      const after = Object.freeze({ ...fields, id: lastId + 1 + ahead, version: 1 })
      return { before: undefined, after }
    },
    planModify(before, fields) {
      if (fields.name !== before.name) refuseTaken(fields.name)
      const after = Object.freeze({ ...fields, id: before.id, version: before.version + 1 })
      return { before, after }
    },
    apply({ before, after }) {
      if (before && before.name !== after?.name) byName.delete(before.name)
      if (!after) return
      byName.set(after.name, after)
      lastId = Math.max(lastId, after.id)
    },
  }
}

/** The fields that an operator sets: all but number and version. */
export function fieldsOf(gateway: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const name of Object.keys(gateway)) {
    if (name !== 'id' && name !== 'version') fields[name] = Reflect.get(gateway, name)
  }
  return fields
}
