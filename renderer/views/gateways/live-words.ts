import type { RoutingOnlineFeedRow } from '../../../engine/api/contract/feed-rows.ts'
import type { Key, Translate } from '../../composables/use-text.ts'
import type { Tone } from '../../components/grid/grid-column.ts'
import { gatewaysText } from './text.ts'

type ReasonName = keyof typeof gatewaysText.en.reason

/** A state in words, with the tone in which it is shown. */
export interface StateWords {
  readonly word: string
  readonly tone: Exclude<Tone, 'soft'> | ''
  /** Says why. */
  readonly more?: string
}

/** The engine's own words for each reason, as the feed tells them. */
const reasons = new Map<string, ReasonName>(
  Object.entries(gatewaysText.en.reason).map(([name, words]) => [words, name as ReasonName]),
)

export function reasonWords(reason: string, t: Translate): string {
  const name = reasons.get(reason)
  return name === undefined ? reason : t(`gateways.reason.${name}` as Key)
}

type Usability = Pick<RoutingOnlineFeedRow, 'unusableReason' | 'band' | 'capacity'>

/** Locked, suspended, or the band of a routing gateway. */
export function stateOf(lockType: number, online: Usability | undefined, t: Translate): StateWords {
  if (lockType !== 0) return { word: t('gateways.state.locked'), tone: '' }
  if (!online) return { word: t('gateways.state.unknown'), tone: '' }
  const { unusableReason: reason } = online
  if (reason !== null) {
    return { word: t('gateways.state.unusable'), tone: 'bad', more: reasonWords(reason, t) }
  }
  switch (online.band) {
    case 'normal':
      return { word: t('gateways.state.normal'), tone: 'ok' }
    case 'reduce':
      return { word: t('gateways.state.reduce'), tone: 'warn' }
    case 'last resort':
      return { word: t('gateways.state.lastResort'), tone: 'warn' }
    case 'full':
      return { word: t('gateways.state.full'), tone: 'bad' }
  }
}

export function freshnessOf(
  freshness: RoutingOnlineFeedRow['freshness'],
  t: Translate,
): StateWords {
  const tones = { fresh: 'ok', due: 'warn', stale: 'bad', none: '' } as const
  return { word: t(`gateways.state.${freshness}`), tone: tones[freshness] }
}

export function reachabilityOf(
  reachability: RoutingOnlineFeedRow['reachability'],
  t: Translate,
): StateWords | undefined {
  switch (reachability) {
    case '':
      return undefined
    case 'registered':
    case 'online':
      return { word: t(`gateways.state.${reachability}`), tone: 'ok' }
    case 'registering':
      return { word: t('gateways.state.registering'), tone: 'info' }
    case 'not registered':
      return { word: t('gateways.state.notRegistered'), tone: 'bad' }
    case 'offline':
      return { word: t('gateways.state.offline'), tone: 'bad' }
  }
}
