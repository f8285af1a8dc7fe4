import type { RoutingOnlineFeedRow } from '../../../engine/api/contract/feed-rows.ts'
import type { SettingsState } from '../../../engine/api/contract/configuration-procedures.ts'
import type { Level } from '../../components/grid/cells.ts'

/** Where the bands begin, per cent of the line limit. */
export interface BandPercents {
  readonly reduce: number
  readonly lastResort: number
}

/** The track is longer than the line limit, so that its mark can be seen and what is beyond it too. */
const trackPercent = 110

/** Active calls of a line limit, from 0 to 1 and beyond; null = there is no limit. */
export const occupancyOf = (active: number, capacity: number): number | null =>
  capacity === 0 ? null : active / capacity

type Occupied = Pick<RoutingOnlineFeedRow, 'active' | 'capacity' | 'band'>

/** The bar of a routing gateway, with a mark where each band begins and one at the line limit. */
export function occupancyLevel({ active, capacity, band }: Occupied, bands: BandPercents): Level {
  const percent = (occupancyOf(active, capacity) ?? 0) * 100
  return {
    band,
    share: percent / trackPercent,
    word: `${Math.round(percent)} %`,
    marks: [bands.reduce, bands.lastResort, 100].map((mark) => mark / trackPercent),
  }
}

/** The bands of the engine settings; what the engine begins with until they are known. */
export function bandPercents(settings: SettingsState | undefined): BandPercents {
  const number = (name: string, otherwise: number): number => {
    const value = settings?.values[name]
    return typeof value === 'number' ? value : otherwise
  }
  return {
    reduce: number('reduceBandPercent', 80),
    lastResort: number('lastResortBandPercent', 95),
  }
}
