import type { ListedMappingGateway } from '../../../engine/api/contract/configuration-procedures.ts'
import type { MappingOnlineFeedRow } from '../../../engine/api/contract/feed-rows.ts'
import { levelBar } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatDuration, formatPercent } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { fieldColumns, stateColumn } from './columns.ts'
import type { GatewayRow } from './join-rows.ts'
import { mappingPages } from './mapping-form.ts'

export type MappingRow = GatewayRow<ListedMappingGateway, MappingOnlineFeedRow>
type Column = GridColumn<MappingRow>

/** Columns of the mapping gateway grid: what is configured, and what it does right now. */
export function mappingColumns(t: Translate): readonly Column[] {
  const field = fieldColumns<MappingRow>(mappingPages, t)
  const hidden = { hidden: true, width: 120 }
  return [
    field('name', { width: 170, pinned: true, sort: 'asc' }),
    stateColumn({ id: 'state', title: t('gateways.column.state'), width: 100 }, ({ gateway }) =>
      gateway.lockType === 0
        ? { word: t('gateways.state.open'), tone: 'ok' }
        : { word: t('gateways.state.locked'), tone: '' },
    ),
    activeColumn(t),
    field('capacity', { width: 100 }),
    field('remoteIps', { width: 190, mono: true, tooltip: ({ gateway }) => gateway.remoteIps }),
    field('sipAuthenticationMethod', { width: 128 }),
    field('priority', { width: 86 }),
    ...rateColumns(t),
    listColumn('routingGatewayGroups', t),
    listColumn('calloutCalleePrefixes', t),
    field('memo', { width: 160, grow: 1 }),
    field('lockType', hidden),
    field('rewriteRulesOutCallee', { ...hidden, mono: true }),
    field('rewriteRulesOutCaller', { ...hidden, mono: true }),
    field('callFailedSipCode', { ...hidden, mono: true }),
    field('sipCalleeE164Domain', hidden),
    field('sipCallerE164Domain', hidden),
    field('sipTimer', hidden),
    field('sip100Rel', hidden),
    {
      ...{ id: 'hasPassword', title: t('gateways.column.password'), kind: 'flag', ...hidden },
      value: ({ gateway }) => gateway.hasPassword,
      format: ({ gateway }) =>
        t(gateway.hasPassword ? 'gateways.password.set' : 'gateways.password.notSet'),
    },
  ]
}

function activeColumn(t: Translate): Column {
  return {
    ...{ id: 'active', title: t('gateways.column.active'), width: 150, kind: 'number' },
    value: ({ online }) => online?.active ?? null,
    draw: ({ online }) => {
      if (!online) return document.createElement('span')
      const { active, capacity } = online
      const share = capacity === 0 ? 0 : active / capacity
      const band = capacity > 0 && active >= capacity ? 'full' : 'normal'
      return levelBar({ share, band, word: String(active) })
    },
  }
}

function rateColumns(t: Translate): readonly Column[] {
  return [
    {
      ...{ id: 'asr', title: t('gateways.column.asr'), kind: 'number', width: 84 },
      value: ({ online }) => online?.asr ?? null,
      format: ({ online }) => formatPercent(online?.asr ?? null),
    },
    {
      ...{ id: 'acd', title: t('gateways.column.acd'), kind: 'number', width: 84 },
      value: ({ online }) => online?.acdSeconds ?? null,
      format: ({ online }) =>
        online?.acdSeconds === undefined || online.acdSeconds === null
          ? ''
          : formatDuration(online.acdSeconds * 1000),
    },
  ]
}

/** A list that is either the only one allowed or forbidden, said in one cell. */
function listColumn(name: 'routingGatewayGroups' | 'calloutCalleePrefixes', t: Translate): Column {
  const words = ({ gateway }: MappingRow): string => {
    const list = gateway[name]
    if (list === '') return ''
    const rule = gateway[`${name}Allow`] ? 'gateways.choice.only' : 'gateways.choice.forbidden'
    return `${list} (${t(rule)})`
  }
  return {
    ...{ id: name, title: t(`gateways.field.${name}`), width: 150 },
    ...{ value: words, format: words, tooltip: words },
  }
}
