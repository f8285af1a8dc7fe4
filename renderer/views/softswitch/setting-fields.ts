import type { EngineSettings } from '../../../engine/api/contract/engine-settings.ts'

/** Every engine setting that has a place here; web access control, attached servers and deployment profiles have their own windows. */
export type SettingName = Exclude<
  keyof EngineSettings,
  'webAccess' | 'attachedServers' | 'deploymentProfile'
>

interface FieldOf<K extends string> {
  readonly name: SettingName
  readonly kind: K
}
export type SettingField =
  | FieldOf<'text' | 'number' | 'flag' | 'listen' | 'digest' | 'targets'>
  | (FieldOf<'choice'> & { readonly choices: readonly ChoiceName[] })

/** Values of the choices, as the engine takes them. */
export type ChoiceName = EngineSettings['publishOnChange'] | EngineSettings['stalePolicy']

export const settingSections = [
  {
    id: 'node',
    fields: [
      { name: 'nodeName', kind: 'text' },
      { name: 'domain', kind: 'text' },
      { name: 'listen', kind: 'listen' },
    ],
  },
  {
    id: 'security',
    fields: [
      { name: 'tlsCertificateFile', kind: 'text' },
      { name: 'tlsKeyFile', kind: 'text' },
      { name: 'tlsVerifyPeers', kind: 'flag' },
      { name: 'tlsAuthorityFile', kind: 'text' },
      { name: 'digestAlgorithms', kind: 'digest' },
    ],
  },
  {
    id: 'publishing',
    fields: [
      { name: 'publishTargets', kind: 'targets' },
      {
        name: 'publishOnChange',
        kind: 'choice',
        choices: ['refresh only', 'threshold', 'every change'],
      },
      { name: 'publishCoalescingMs', kind: 'number' },
      { name: 'publishPacePerSecond', kind: 'number' },
    ],
  },
  {
    id: 'concurrency',
    fields: [
      {
        name: 'stalePolicy',
        kind: 'choice',
        choices: ['hold last', 'own count only', 'suspend gateway'],
      },
      { name: 'reduceBandPercent', kind: 'number' },
      { name: 'lastResortBandPercent', kind: 'number' },
    ],
  },
  {
    id: 'alarms',
    fields: [
      { name: 'alarmConcurrencyRisePercent', kind: 'number' },
      { name: 'alarmConcurrencyDropPercent', kind: 'number' },
      { name: 'alarmAsrPercent', kind: 'number' },
      { name: 'alarmAcdSeconds', kind: 'number' },
    ],
  },
  {
    id: 'limits',
    fields: [
      { name: 'recordRetentionDays', kind: 'number' },
      { name: 'sourceRateLimit', kind: 'number' },
      { name: 'noticeUrl', kind: 'text' },
    ],
  },
  {
    id: 'trace',
    fields: [
      { name: 'traceEnabled', kind: 'flag' },
      { name: 'traceMessages', kind: 'number' },
      { name: 'traceMegabytes', kind: 'number' },
    ],
  },
] as const satisfies readonly { readonly id: string; readonly fields: readonly SettingField[] }[]

export type SectionId = (typeof settingSections)[number]['id']

/** The fields of a section, each as any field. */
export const fieldsOf = (id: SectionId): readonly SettingField[] =>
  settingSections.find((section) => section.id === id)?.fields ?? []

export function sectionOf(name: string): SectionId | undefined {
  return settingSections.find(({ fields }) => fields.some((field) => field.name === name))?.id
}

/** How many of the faults are in a section; a fault of a list names the list first. */
export function faultsIn(id: SectionId, faults: Readonly<Record<string, string>>): number {
  return Object.keys(faults).filter((path) => sectionOf(path.split('.')[0] ?? '') === id).length
}

/** Text keys are words without blanks. */
export const choiceKeys = {
  'refresh only': 'refreshOnly',
  threshold: 'threshold',
  'every change': 'everyChange',
  'hold last': 'holdLast',
  'own count only': 'ownCountOnly',
  'suspend gateway': 'suspendGateway',
} as const satisfies Readonly<Record<ChoiceName, string>>
