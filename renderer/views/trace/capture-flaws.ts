import type { CaptureFacts } from '../../../engine/api/contract/capture-procedures.ts'
import { formatNumber } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'

const counted = [
  'incompleteFragments',
  'streamGaps',
  'cutMessages',
  'unreadablePackets',
] as const satisfies readonly (keyof CaptureFacts)[]

/** What a capture lacks, in sentences: whoever looks for a message must know that it may be missing. */
export function captureFlaws(facts: CaptureFacts, t: Translate): readonly string[] {
  return [
    ...(facts.ending === 'complete' ? [] : [t(`trace.capture.flaw.${facts.ending}`)]),
    ...(facts.isOverfull ? [t('trace.capture.flaw.overfull')] : []),
    ...counted
      .filter((name) => facts[name] > 0)
      .map((name) => t(`trace.capture.flaw.${name}`, { count: formatNumber(facts[name]) })),
  ]
}
