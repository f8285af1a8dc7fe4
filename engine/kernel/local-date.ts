/** Local midnight that begins a day of the calendar, in milliseconds since the epoch; undefined for no such day. */
export function localDayStartMs(year: number, month: number, day: number): number | undefined {
  const start = new Date(year, month - 1, day)
  const exists = start.getFullYear() === year && start.getMonth() === month - 1
  return exists && start.getDate() === day ? start.getTime() : undefined
}

/** Local midnight after that day; a day is not always 24 hours long. */
export function localDayEndMs(year: number, month: number, day: number): number {
  return new Date(year, month - 1, day + 1).getTime()
}

/** A moment as a clock on the wall shows it: `2026-11-28 06:47:41`. */
export function localMomentText(ms: number): string {
  const at = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`
}
