import type { NetworkNodeRow } from '../../../engine/api/contract/feed-rows.ts'
import { badge } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatSpan } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'

interface ColumnOptions {
  readonly t: Translate
  /** SS_SIP_PUBLISH_EXPIRE of this node. */
  readonly ownExpire: () => number
  /** The engine’s time. */
  readonly nowMs: () => number
}

/** Clocks that differ by less are in step. */
const inStepMs = 1000

/** Columns of the window Softswitch. */
export function nodeColumns({
  t,
  ownExpire,
  nowMs,
}: ColumnOptions): readonly GridColumn<NetworkNodeRow>[] {
  return [
    {
      ...{ id: 'name', title: t('softswitch.node'), width: 130, pinned: true },
      value: ({ name }) => name,
    },
    {
      ...{ id: 'role', title: t('softswitch.role'), width: 115 },
      value: ({ kind }) => t(`softswitch.roles.${kind}`),
    },
    {
      ...{ id: 'reachability', title: t('softswitch.reachability'), width: 135 },
      value: (row) => reachabilityWord(row, t),
      draw: (row) => badge(reachabilityWord(row, t), reachabilityTone(row)),
      tooltip: ({ unfitReason }) =>
        unfitReason === '' ? '' : t('softswitch.answers', { answer: unfitReason }),
    },
    {
      ...{ id: 'version', title: t('softswitch.version'), width: 90 },
      value: ({ version }) => version,
    },
    {
      ...{ id: 'expire', title: t('softswitch.expireTitle'), width: 195, kind: 'number' },
      value: ({ publishExpireSeconds }) => publishExpireSeconds,
      format: ({ publishExpireSeconds: seconds }) => (seconds === null ? '' : `${seconds} s`),
      tone: (row) => (differsFrom(row, ownExpire()) ? 'warn' : undefined),
      tooltip: (row) =>
        differsFrom(row, ownExpire()) ? t('softswitch.differs', { seconds: ownExpire() }) : '',
    },
    {
      ...{ id: 'clock', title: t('softswitch.clock'), width: 105, kind: 'number' },
      value: ({ clockSkewMs }) => clockSkewMs,
      format: ({ clockSkewMs }) => clockWords(clockSkewMs, t),
      tone: ({ clockSkewMs }) => (Math.abs(clockSkewMs ?? 0) >= 5000 ? 'warn' : undefined),
    },
    {
      ...{ id: 'heard', title: t('softswitch.heard'), width: 150, kind: 'moment', ticks: true },
      value: ({ heardAtMs, kind }) => (kind === 'own' ? null : heardAtMs),
      format: ({ heardAtMs, kind }) =>
        heardAtMs === null || kind === 'own'
          ? ''
          : t('softswitch.ago', { span: formatSpan(Math.max(0, nowMs() - heardAtMs), t) }),
    },
    {
      ...{ id: 'publications', title: t('softswitch.publications'), width: 150, kind: 'number' },
      value: ({ publications }) => publications,
    },
    {
      ...{ id: 'latency', title: t('softswitch.latency'), width: 110, kind: 'number' },
      value: ({ roundTripMs }) => roundTripMs,
      format: ({ roundTripMs: ms }) => (ms === null ? '' : `${ms} ms`),
      tooltip: () => t('softswitch.latencyHint'),
    },
    {
      ...{ id: 'address', title: t('softswitch.address'), width: 200, grow: 1, mono: true },
      value: ({ address }) => address,
      tooltip: ({ address }) => address,
    },
  ]
}

export const differsFrom = ({ publishExpireSeconds }: NetworkNodeRow, seconds: number): boolean =>
  publishExpireSeconds !== null && publishExpireSeconds !== seconds

function reachabilityWord({ reachability }: NetworkNodeRow, t: Translate): string {
  return t(`softswitch.${reachability === '' ? 'nothingSent' : reachability}`)
}

function reachabilityTone({ reachability }: NetworkNodeRow) {
  if (reachability === '' || reachability === 'waiting') return ''
  return reachability === 'reachable' ? 'ok' : 'bad'
}

function clockWords(skewMs: number | null, t: Translate): string {
  if (skewMs === null) return ''
  if (Math.abs(skewMs) < inStepMs) return t('softswitch.inStep')
  const span = formatSpan(Math.abs(skewMs), t)
  return skewMs > 0 ? t('softswitch.ahead', { span }) : t('softswitch.behind', { span })
}
