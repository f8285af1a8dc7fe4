import type { TracedMessageRow } from '../../../engine/api/contract/feed-rows.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatMoment, formatPreciseClock } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { addressOf, endsOf, factsOf, gatewaysOf, toneOf } from './message-facts.ts'

/** A capture is nobody's: what it took for sent and received is left out. */
export function traceColumns(
  t: Translate,
  isCapture: boolean,
): readonly GridColumn<TracedMessageRow>[] {
  const from = (row: TracedMessageRow): string => addressOf(endsOf(row).from)
  const to = (row: TracedMessageRow): string => addressOf(endsOf(row).to)
  const direction: GridColumn<TracedMessageRow> = {
    ...{ id: 'direction', title: t('trace.direction'), width: 96 },
    value: ({ direction }) => direction,
    format: ({ direction }) =>
      direction === 'sent' ? `→ ${t('trace.sent')}` : `← ${t('trace.received')}`,
    tone: ({ direction }) => (direction === 'sent' ? 'info' : undefined),
  }
  return [
    {
      ...{ id: 'sequence', title: t('trace.sequence'), width: 84, kind: 'number', sort: 'desc' },
      value: ({ sequence }) => sequence,
    },
    {
      ...{ id: 'time', title: t('trace.time'), width: 112, kind: 'moment' },
      ...{ value: ({ timeMs }) => timeMs, format: ({ timeMs }) => formatPreciseClock(timeMs) },
      tooltip: ({ timeMs }) => formatMoment(timeMs),
    },
    ...(isCapture ? [] : [direction]),
    {
      ...{ id: 'message', title: t('trace.message'), width: 132 },
      ...{ value: (row) => factsOf(row).word, tone: (row) => toneOf(factsOf(row)) },
      tooltip: ({ startLine }) => startLine,
    },
    {
      ...{ id: 'gateway', title: t('trace.gateway'), width: 146 },
      value: (row) => gatewaysOf(row).join(', '),
      tooltip: (row) => gatewaysOf(row).join(', '),
    },
    {
      ...{ id: 'ends', title: t('trace.ends'), width: 286, mono: true },
      value: (row) => `${from(row)} → ${to(row)}`,
      tooltip: (row) => `${row.protocol.toUpperCase()} ${from(row)} → ${to(row)}`,
    },
    {
      ...{ id: 'callId', title: t('trace.callId'), width: 170, grow: 1, mono: true },
      ...{ value: ({ callId }) => callId, tooltip: ({ callId }) => callId },
    },
    { id: 'cseq', title: 'CSeq', width: 100, mono: true, value: ({ cseq }) => cseq },
    {
      ...{ id: 'length', title: t('trace.length'), width: 70, kind: 'number' },
      value: ({ lengthBytes }) => lengthBytes,
    },
    {
      ...{ id: 'protocol', title: t('trace.protocol'), width: 66, hidden: true },
      value: ({ protocol }) => protocol.toUpperCase(),
    },
  ]
}
