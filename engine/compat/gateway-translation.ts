import { EngineError } from '../api/contract/errors.ts'
import {
  checkNeutral,
  readWireValue,
  writeWireValue,
  type WireField,
  type WireType,
} from './wire-field.ts'

type Fields = Readonly<Record<string, unknown>>

/** Parts of an answer or of the online list that programs send back along with a gateway. */
const ignoredNames: ReadonlySet<string> = new Set(['id', 'retCode', 'exception'])

/** Between gateways as the engine keeps them and as the web interface shows them. */
export interface GatewayTranslation {
  /** Fields that a request sets, in the gateway's own form; refuses by name what cannot be taken. */
  read(request: Fields, node: string): Record<string, unknown>
  /** The whole gateway as Get returns it. */
  write(gateway: Fields): Record<string, unknown>
}

export function createGatewayTranslation(fields: readonly WireField[]): GatewayTranslation {
  const byName = new Map(fields.map((field) => [field.name, field]))
  return {
    read(request, node) {
      const read: Record<string, unknown> = {}
      for (const [name, value] of Object.entries(request)) {
        const field = byName.get(name)
        if (!field) refuseUnknown(name)
        else if (field.kind === 'live') set(read, name, field.type, value)
        else if (!isOwnNode(name, value, node)) checkNeutral(field, value)
      }
      return read
    },
    write(gateway) {
      const written = fields.map((field) => [
        field.name,
        field.kind === 'live' ? writeWireValue(field.type, gateway[field.name]) : field.neutral,
      ])
      return Object.fromEntries(written) as Record<string, unknown>
    },
  }
}

function refuseUnknown(name: string): void {
  if (ignoredNames.has(name)) return
  throw new EngineError('INVALID_VALUE', `no field is named "${name}"`, { field: name })
}

function set(read: Record<string, unknown>, name: string, type: WireType, value: unknown): void {
  const typed = readWireValue(type, value)
  if (typed !== undefined) read[name] = typed
}

/** A gateway may be said to belong to this softswitch: all do. */
function isOwnNode(name: string, value: unknown, node: string): boolean {
  return name === 'softswitchName' && value === node
}
