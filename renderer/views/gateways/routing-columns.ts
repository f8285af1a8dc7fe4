import type { ListedRoutingGateway } from '../../../engine/api/contract/configuration-procedures.ts'
import type { RoutingOnlineFeedRow } from '../../../engine/api/contract/feed-rows.ts'
import { levelBar } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatDuration, formatPercent, formatSpan } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { fieldColumns, stateColumn } from './columns.ts'
import type { GatewayRow } from './join-rows.ts'
import { freshnessOf, reachabilityOf, stateOf } from './live-words.ts'
import { routingPages } from './routing-form.ts'

export type RoutingRow = GatewayRow<ListedRoutingGateway, RoutingOnlineFeedRow>
type Column = GridColumn<RoutingRow>

/** Places of the bands on the level bar, 0 to 1. */
export type Marks = readonly [reduce: number, lastResort: number]

/** Columns of the routing gateway grid: what is configured, and what it does right now. */
export function routingColumns(t: Translate, marks: Marks): readonly Column[] {
  const field = fieldColumns<RoutingRow>(routingPages, t)
  return [
    field('name', { width: 170, pinned: true, sort: 'asc' }),
    stateColumn({ id: 'state', title: t('gateways.column.state'), width: 106 }, (row) =>
      stateOf(row.gateway.lockType, row.online, t),
    ),
    activeColumn(t, marks),
    field('capacity', { width: 100, tone: ({ gateway }) => limitTone(gateway) }),
    field('allowPublish', {
      width: 132,
      tone: ({ gateway }) => (gateway.allowPublish ? 'ok' : 'soft'),
    }),
    ...publishedColumns(t),
    field('prefix', { width: 132, mono: true, tooltip: ({ gateway }) => gateway.prefix }),
    field('priority', { width: 86 }),
    field('registerType', { width: 118 }),
    addressColumn(t),
    stateColumn(
      { id: 'reachability', title: t('gateways.column.reachability'), width: 116 },
      (row) => row.online && reachabilityOf(row.online.reachability, t),
    ),
    field('enforceCapacity', { width: 96, title: t('gateways.column.enforce') }),
    field('lockType', { width: 110 }),
    field('gatewayGroups', { width: 138 }),
    field('memo', { width: 160, grow: 1 }),
    ...hiddenColumns(t),
  ]
}

/** A gateway that is published but has no limit to keep. */
const limitTone = ({ allowPublish, capacity }: ListedRoutingGateway) =>
  allowPublish && capacity === 0 ? 'warn' : undefined

function activeColumn(t: Translate, marks: Marks): Column {
  return {
    ...{ id: 'active', title: t('gateways.column.active'), width: 150, kind: 'number' },
    value: ({ online }) => online?.active ?? null,
    draw: ({ online }) => {
      if (!online) return document.createElement('span')
      const { active, capacity, band } = online
      const share = capacity === 0 ? 0 : active / capacity
      return levelBar({ share, band, word: String(active), marks: capacity === 0 ? [] : marks })
    },
  }
}

function publishedColumns(t: Translate): readonly Column[] {
  return [
    {
      ...{ id: 'published', title: t('gateways.column.published'), width: 102, kind: 'number' },
      value: ({ online }) => online?.published ?? null,
    },
    stateColumn({ id: 'freshness', title: t('gateways.column.freshness'), width: 104 }, (row) =>
      row.gateway.allowPublish && row.online ? freshnessOf(row.online.freshness, t) : undefined,
    ),
    {
      ...{ id: 'publishedAge', title: t('gateways.column.publishedAge'), width: 92, ticks: true },
      ...{ kind: 'number', hidden: true, value: ({ online }) => online?.publishedAtMs ?? null },
      format: ({ online }) =>
        online?.publishedAtMs === undefined || online.publishedAtMs === null
          ? ''
          : formatSpan(Math.max(0, Date.now() - online.publishedAtMs), t),
    },
  ]
}

function addressColumn(t: Translate): Column {
  const address = ({ gateway, online }: RoutingRow): string => {
    if (gateway.registerType === 1) return online?.remoteAddress ?? ''
    if (gateway.remoteIp === '') return ''
    const host = gateway.remoteIp.includes(':') ? `[${gateway.remoteIp}]` : gateway.remoteIp
    return `${gateway.transport}:${host}:${gateway.signalPort}`
  }
  return {
    ...{ id: 'address', title: t('gateways.column.address'), width: 170, mono: true },
    value: address,
  }
}

function hiddenColumns(t: Translate): readonly Column[] {
  const field = fieldColumns<RoutingRow>(routingPages, t)
  const hidden = { hidden: true, width: 110 }
  return [
    {
      ...{ id: 'asr', title: t('gateways.column.asr'), kind: 'number', ...hidden, width: 70 },
      value: ({ online }) => online?.asr ?? null,
      format: ({ online }) => formatPercent(online?.asr ?? null),
    },
    {
      ...{ id: 'acd', title: t('gateways.column.acd'), kind: 'number', ...hidden, width: 70 },
      value: ({ online }) => online?.acdSeconds ?? null,
      format: ({ online }) =>
        online?.acdSeconds === undefined || online.acdSeconds === null
          ? ''
          : formatDuration(online.acdSeconds * 1000),
    },
    field('prefixStyle', hidden),
    field('protectRoute', hidden),
    field('optionsOnlineCheck', hidden),
    field('periodCapacities', { ...hidden, width: 160 }),
    field('rewriteRulesInCallee', { ...hidden, mono: true }),
    field('rewriteRulesInCaller', { ...hidden, mono: true }),
    field('callinCalleePrefixes', { ...hidden, mono: true }),
    field('callinCallerPrefixes', { ...hidden, mono: true }),
    field('localIp', { ...hidden, mono: true }),
    field('sipTimer', hidden),
    field('sip100Rel', hidden),
    field('switchErrorCodes', { ...hidden, mono: true }),
    field('registrar', hidden),
    field('registerName', hidden),
    {
      ...{ id: 'hasPassword', title: t('gateways.column.password'), kind: 'flag', ...hidden },
      value: ({ gateway }) => gateway.hasPassword,
      format: ({ gateway }) =>
        t(gateway.hasPassword ? 'gateways.password.set' : 'gateways.password.notSet'),
    },
  ]
}
