import type { IdSource } from '../kernel/id-source.ts'

/** The number of a call: each N is a digit of its running number from the right, each X a random digit. */
export function numberFrom(pattern: string, running: number, chance: IdSource): string {
  const places = pattern.replaceAll(/[^N]/g, '').length
  const digits = String(running)
    .padStart(places, '0')
    .slice(-places || undefined)
  let next = 0
  return pattern.replaceAll(/[NX]/g, (letter) =>
    letter === 'N' ? (digits[next++] ?? '0') : String(Math.floor(chance.fraction() * 10)),
  )
}
