import type { TracedMessageRow } from '../../../engine/api/contract/feed-rows.ts'
import { addressOf, endsOf, factsOf, type Endpoint, type MessageFacts } from './message-facts.ts'

/** One end of the messages: the node itself, or an address that it talked to. */
export interface Lifeline {
  readonly address: string
  /** Names of the gateways there, as they are now. */
  readonly gateways: readonly string[]
  readonly kind: 'node' | 'remote' | 'own address'
}

export interface LadderArrow {
  readonly kind: 'message'
  readonly message: TracedMessageRow
  readonly facts: MessageFacts
  /** Indices of lifelines. */
  readonly from: number
  readonly to: number
  /** The same message went the same way before. */
  readonly isRetransmission: boolean
  readonly top: number
}

/** Time in which nothing was said. */
export interface LadderGap {
  readonly kind: 'gap'
  readonly lengthMs: number
  readonly top: number
}

export interface Ladder {
  readonly lifelines: readonly Lifeline[]
  readonly rows: readonly (LadderArrow | LadderGap)[]
  readonly height: number
}

export const arrowHeight = 34
export const gapHeight = 24
/** A silence that is longer is drawn. */
const longestSilenceMs = 1000

/**
 * Lays out messages, oldest first. With a node of whose messages these are, whoever spoke to it first stands left of it,
 * and whom it called right of it; without, every address has its line in the order in which they appear.
 */
export function layOutLadder(messages: readonly TracedMessageRow[], hasNode = true): Ladder {
  const lifelines = hasNode ? linesAroundNode(messages) : linesOfAddresses(messages)
  // The node's own line may bear the address that it talks to itself at.
  const at = new Map(
    lifelines.flatMap(({ kind, address }, index) => (kind === 'node' ? [] : [[address, index]])),
  )
  const node = lifelines.findIndex(({ kind }) => kind === 'node')
  const indexOf = (end: Endpoint): number => at.get(addressOf(end)) ?? 0
  const seen = new Set<string>()
  const rows: (LadderArrow | LadderGap)[] = []
  let top = 0
  let before: TracedMessageRow | undefined
  for (const message of messages) {
    const lengthMs = before === undefined ? 0 : message.timeMs - before.timeMs
    if (lengthMs >= longestSilenceMs) {
      rows.push({ kind: 'gap', lengthMs, top })
      top += gapHeight
    }
    const { from, to } = endsOf(message)
    const key = sameness(message)
    rows.push({
      ...{ kind: 'message', message, facts: factsOf(message), top },
      from: hasNode && message.direction === 'sent' ? node : indexOf(from),
      to: hasNode && message.direction === 'received' ? node : indexOf(to),
      isRetransmission: seen.has(key),
    })
    seen.add(key)
    top += arrowHeight
    before = message
  }
  return { lifelines, rows, height: top }
}

function linesAroundNode(messages: readonly TracedMessageRow[]): readonly Lifeline[] {
  const remotes = new Map<string, Lifeline & { readonly isCaller: boolean }>()
  const own = new Set(messages.map(({ local }) => addressOf(local)))
  for (const { remote, gateways, direction } of messages) {
    const address = addressOf(remote)
    if (remotes.has(address)) continue
    const kind = own.has(address) ? 'own address' : 'remote'
    remotes.set(address, { address, gateways, kind, isCaller: direction === 'received' })
  }
  const side = (isCaller: boolean): readonly Lifeline[] =>
    [...remotes.values()]
      .filter((each) => each.isCaller === isCaller)
      .map(({ address, gateways, kind }) => ({ address, gateways, kind }))
  const node: Lifeline = { address: [...own].join(', '), gateways: [], kind: 'node' }
  return messages.length === 0 ? [] : [...side(true), node, ...side(false)]
}

function linesOfAddresses(messages: readonly TracedMessageRow[]): readonly Lifeline[] {
  const addresses = new Set(
    messages.flatMap((message) => {
      const { from, to } = endsOf(message)
      return [addressOf(from), addressOf(to)]
    }),
  )
  return [...addresses].map((address) => ({ address, gateways: [], kind: 'remote' }))
}

/** What a retransmission repeats; a request that goes on with credentials has another CSeq. */
const sameness = (message: TracedMessageRow): string => {
  const { local, remote, direction, callId, cseq, startLine } = message
  return [direction, addressOf(local), addressOf(remote), callId, cseq, startLine].join('\n')
}

/** The rows that are drawn between two heights: from `first` up to, not including, `end`. */
export function rowsBetween(
  { rows }: Ladder,
  top: number,
  bottom: number,
): { readonly first: number; readonly end: number } {
  const firstBelow = (height: number): number => {
    let [low, high] = [0, rows.length]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((rows[middle]?.top ?? 0) < height) low = middle + 1
      else high = middle
    }
    return low
  }
  return { first: Math.max(0, firstBelow(top) - 1), end: firstBelow(bottom) }
}
