import type {
  AttachedCheck,
  AttachedPoint,
  AttachedServerRow,
  GatewayLimits,
} from '../api/contract/attached-procedures.ts'
import {
  attachedEvidenceWording,
  attachedPointWordings,
  attachedResultWordings,
  serverFaultWordings,
} from '../api/contract/attached-wordings.ts'
import type { Output } from '../api/contract/procedures.ts'
import { worded, type SpokenLanguage } from '../api/contract/wording.ts'

/** Cells of a server: name, address, state. */
export function formatAttachedServer(server: AttachedServerRow): string[] {
  const { name, url, state, fault, faultValues } = server
  const words = fault === '' ? state : worded(serverFaultWordings[fault], 'en', faultValues)
  return [name, url, words]
}

/** The report of a check for people. */
export function formatAttachedCheck(
  { server, points }: AttachedCheck,
  language: SpokenLanguage,
): string {
  return [server, ...points.flatMap((point) => pointLines(point, language))].join('\n')
}

function pointLines({ point, result, evidence }: AttachedPoint, language: SpokenLanguage) {
  const title = attachedPointWordings[point][language]
  return [
    `[${attachedResultWordings[result][language]}] ${title}`,
    ...evidence.map(
      ({ code, values }) => `    ${worded(attachedEvidenceWording(code), language, values)}`,
    ),
  ]
}

/** What was, what was asked for, and what the softswitch has afterwards. */
export function formatLimits(
  change: Pick<Output<'attached.setGateway'>, 'from' | 'to'> &
    Partial<Pick<Output<'attached.setGateway'>, 'read'>>,
): string {
  const { from, to, read } = change
  const changed = `${limits(from)} -> ${limits(to)}`
  if (read === null) return `${changed} (it could not be read again)`
  if (read && limits(read) !== limits(to)) {
    return `${changed}; the softswitch has ${limits(read)} afterwards`
  }
  return changed
}

const limits = ({ capacity, lockType }: GatewayLimits): string =>
  `line limit ${capacity}, lock ${lockWords(lockType)}`

const locks: Readonly<Record<number, string>> = { 0: 'none', 3: 'all' }

/** A lock as `--lock` takes it. */
export const lockWords = (lockType: number): string => locks[lockType] ?? String(lockType)

/** A fraction as per cent. */
export const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`
