import { concealed } from './audit-entry.ts'

type Fields = Readonly<Record<string, unknown>>

/** Name of every field, at any depth, that holds a secret. */
const secretField = 'password'

/** The value with each secret in it replaced by `change(secret, path)`; what holds no secret is not copied. */
export function mapSecrets(
  value: unknown,
  change: (secret: string, path: string) => unknown,
  path = '',
): unknown {
  if (typeof value !== 'object' || value === null) return value
  let copy: object | undefined
  for (const name of Object.keys(value)) {
    const item: unknown = Reflect.get(value, name)
    const isSecret = name === secretField && typeof item === 'string'
    if (!isSecret && (typeof item !== 'object' || item === null)) continue
    const at = `${path}/${name}`
    const changed = isSecret ? change(item, at) : mapSecrets(item, change, at)
    if (changed === item) continue
    copy ??= Array.isArray(value) ? value.slice() : { ...value }
    Reflect.set(copy, name, changed)
  }
  return copy ?? value
}

/** The value as people may see it: that a secret is set shows, the secret does not. */
export function conceal<T>(value: T): T {
  // Only strings are replaced, by strings.
  return mapSecrets(value, (secret) => (secret === '' ? '' : concealed)) as T
}

/** The fields without any secret, not even an empty one. */
export function withoutSecrets(fields: Fields): Record<string, unknown> {
  const omit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(omit)
    if (typeof value !== 'object' || value === null) return value
    const kept = Object.entries(value).filter(([name]) => name !== secretField)
    return Object.fromEntries(kept.map(([name, item]) => [name, omit(item)]))
  }
  return omit(fields) as Record<string, unknown>
}

export const isSecretPath = (path: readonly PropertyKey[]): boolean => path.at(-1) === secretField
