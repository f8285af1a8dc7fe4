const daySeconds = 86_400

/** `HH:mm:ss` for a time picker; the end of the day is its midnight. */
export function clockText(second: number): string {
  const within = second % daySeconds
  const two = (value: number): string => String(value).padStart(2, '0')
  return [Math.floor(within / 3600), Math.floor(within / 60) % 60, within % 60].map(two).join(':')
}

/** Seconds after midnight of what a time picker says; 0 for anything else. */
export function secondOf(text: unknown): number {
  const found = /^(\d\d):(\d\d):(\d\d)$/.exec(typeof text === 'string' ? text : '')
  if (!found) return 0
  const [, hours, minutes, seconds] = found.map(Number)
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)
}

interface Span {
  readonly beginTime: number
  readonly endTime: number
}

/** Whether a row is in force all day, over midnight, or within one day; 24:00 and 0:00 are the same end. */
export function spanOf({ beginTime, endTime }: Span): 'wholeDay' | 'overnight' | 'day' {
  const end = endTime % daySeconds
  if (beginTime % daySeconds === end) return 'wholeDay'
  return beginTime > end && end > 0 ? 'overnight' : 'day'
}

/** The days with this one put in or taken out, in order. */
export const withDay = (days: readonly number[], day: number): readonly number[] =>
  days.includes(day) ? days.filter((each) => each !== day) : [...days, day].sort((a, b) => a - b)

/** Sentences for each row, from faults by path (`periodCapacities.0.days`). */
export function rowFaults(
  faults: Readonly<Record<string, string>>,
  name: string,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [path, sentence] of Object.entries(faults)) {
    const [field, row] = path.split('.')
    if (field === name && row !== undefined) found[row] ??= sentence
  }
  return found
}
