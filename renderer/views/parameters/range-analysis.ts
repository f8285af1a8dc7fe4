/** A value of SS_SIP_PUBLISH_EXPIRE with what it means in operation; the words are texts of the same name. */
export const rangeSteps = [
  { seconds: 30, name: 'minimum' },
  { seconds: 60, name: 'minute' },
  { seconds: 300, name: 'default' },
  { seconds: 600, name: 'tenMinutes' },
  { seconds: 1800, name: 'halfHour' },
  { seconds: 7200, name: 'maximum' },
] as const

export type RangeStepName = (typeof rangeSteps)[number]['name']

const leastSeconds = 30
const mostSeconds = 7200
/** How finely the slider can be moved. */
export const scaleEnd = 1000

/** Where a value stands on the slider: equal ratios are equally far apart. */
export function placeOf(seconds: number): number {
  const within = Math.min(mostSeconds, Math.max(leastSeconds, seconds))
  const share = Math.log(within / leastSeconds) / Math.log(mostSeconds / leastSeconds)
  return Math.round(share * scaleEnd)
}

/** The value at a place of the slider, rounded to what people would type. */
export function secondsAt(place: number): number {
  const exact = leastSeconds * (mostSeconds / leastSeconds) ** (place / scaleEnd)
  const step = exact < 120 ? 5 : exact < 600 ? 30 : exact < 1800 ? 60 : 300
  return Math.min(mostSeconds, Math.max(leastSeconds, Math.round(exact / step) * step))
}

/** The line of the table that speaks of a value: the nearest on the scale. */
export function nearestStep(seconds: number): RangeStepName {
  const distance = (step: { readonly seconds: number }): number =>
    Math.abs(placeOf(step.seconds) - placeOf(seconds))
  return [...rangeSteps].sort((a, b) => distance(a) - distance(b))[0]?.name ?? 'default'
}
