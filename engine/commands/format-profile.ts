import type { PlannedField } from '../api/contract/evidence.ts'
import type { ProfilePlan, ProfileRow } from '../api/contract/profile-procedures.ts'
import { formatTable } from './output.ts'

/** What a profile is, for people. */
export function formatProfile(row: ProfileRow): string {
  const { id, name, why, minSeconds, maxSeconds, presetSeconds, turnsOn, origin } = row
  const gateways = [...turnsOn.map((field) => `${field}=true`), `deploymentProfile=${id}`]
  return formatTable(
    ['PROFILE', id],
    [
      ['for', name.en],
      ['why', why.en],
      ['recommended', `${String(minSeconds)}–${String(maxSeconds)} s`],
      ['preset', `${String(presetSeconds)} s`],
      ['sets', 'SS_SIP_PUBLISH_EXPIRE, engine setting deploymentProfile'],
      ['sets on chosen gateways', gateways.join(', ')],
      ['comes from', origin === 'own' ? 'the data folder' : 'the program'],
    ],
  )
}

/** What an edit would change, field by field. */
export function formatPlannedChanges(changes: readonly PlannedField[]): string {
  const cells = ({ object, name, field, from, to }: PlannedField): string[] => [
    object,
    name === '' ? field : name,
    object === 'routing gateway' ? field : '',
    shown(from),
    shown(to),
  ]
  return formatTable(['OBJECT', 'NAME', 'FIELD', 'FROM', 'TO'], changes.map(cells))
}

/** The predicted PUBLISH traffic, and which profile governs where there are several. */
export function formatRates({ before, after, carried, governing }: ProfilePlan): string {
  const lines = [`PUBLISH, predicted: now ${rateText(before)}, then ${rateText(after)}`]
  if (governing !== null) {
    lines.push(
      `The value is one for all gateways: of ${String(carried.length)} profiles ${governing} has the shortest interval and governs.`,
      formatTable(
        ['PROFILE', 'GATEWAYS', 'PRESET', 'PUBLISH/S AT ITS PRESET', `AT THAT OF ${governing}`],
        carried.map((each) => [
          ...[each.id, String(each.gateways), `${String(each.presetSeconds)} s`],
          ...[each.presetPerSecond.toFixed(3), each.governedPerSecond.toFixed(3)],
        ]),
      ),
    )
  }
  return lines.join('\n')
}

const rateText = ({ gateways, targets, refreshSeconds, perSecond }: ProfilePlan['before']) =>
  `${perSecond.toFixed(3)}/s (${String(gateways)} gateways × ${String(targets)} targets ÷ ${refreshSeconds.toFixed(1)} s)`

const shown = (value: unknown): string =>
  value === '' ? '(none)' : typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
