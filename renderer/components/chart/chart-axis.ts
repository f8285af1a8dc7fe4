import type uPlot from 'uplot'
import { formatClock } from '../../composables/formats.ts'
import type { ChartPlaces } from './chart-series.ts'

/* The lower axis of a chart: moments, or places that are one step apart. */

/** Places keep a distance from the ends of the axis. */
const margin = 0.3
/** Below this many seconds between two marks minutes alone would repeat themselves. */
const minuteSeconds = 60

export function axisScale(places: ChartPlaces | undefined): uPlot.Scale {
  if (!places) {
    return {
      time: true,
      range: (plot, min, max) => (isSingle(plot) ? around(min) : timeRange(min, max)),
    }
  }
  return { time: false, range: (_plot, min, max) => [min - margin, max + margin] }
}

/** One moment alone: it has no line, so it is drawn as a point. */
export const isSingle = (plot: uPlot): boolean => plot.data[0].length === 1

/** The library would show the day after it. */
const around = (seconds: number): uPlot.Range.MinMax => [
  seconds - minuteSeconds,
  seconds + minuteSeconds,
]

/** The last hour when there is no moment yet; seconds. */
function timeRange(min: number | null, max: number | null): uPlot.Range.MinMax {
  const now = Date.now() / 1000
  return min === null || max === null ? [now - 3600, now] : [min, max]
}

/** Moments as clock times, or one word below each place. */
export function axisWords(places: ChartPlaces | undefined): uPlot.Axis {
  if (!places) {
    return {
      values: (_plot, ticks, _axis, _space, step) =>
        ticks.map((tick) => formatClock(tick * 1000).slice(0, step < minuteSeconds ? 8 : 5)),
    }
  }
  return {
    splits: () => places.words.map((_, index) => index),
    values: (_plot, ticks) => ticks.map((tick) => places.words[tick] ?? ''),
  }
}

/** What is under the pointer; null = nothing. */
export function wordAt(at: number | null, places: ChartPlaces | undefined): string {
  if (at === null) return '–'
  return places ? (places.words[at] ?? '–') : formatClock(at * 1000)
}
