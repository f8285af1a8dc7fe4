import type { EngineSettings } from '../../../engine/api/contract/engine-settings.ts'
import type { Key, Values } from '../../composables/use-text.ts'

/** What will happen when a change is applied, that an operator should know before. */
export interface Consequence {
  readonly key: Key
  readonly values: Values
}

type Settings = Pick<
  EngineSettings,
  | 'nodeName'
  | 'domain'
  | 'listen'
  | 'tlsCertificateFile'
  | 'tlsKeyFile'
  | 'tlsVerifyPeers'
  | 'digestAlgorithms'
  | 'publishTargets'
  | 'stalePolicy'
  | 'traceEnabled'
  | 'traceMessages'
  | 'traceMegabytes'
  | 'recordRetentionDays'
  | 'noticeUrl'
>

const say = (key: Key, values: Values = {}): Consequence => ({ key, values })

/** Everything worth a question before the settings become others. */
export function consequencesOf(before: Settings, after: Settings): readonly Consequence[] {
  return [
    ...listening(before, after),
    ...identity(before, after),
    ...trust(before, after),
    ...publishing(before, after),
    ...keeping(before, after),
  ]
}

const without = (list: readonly string[], others: readonly string[]): readonly string[] =>
  list.filter((each) => !others.includes(each))

function listening(before: Settings, after: Settings): readonly Consequence[] {
  if (after.listen.length === 0 && before.listen.length > 0) {
    return [say('softswitch.consequence.deaf')]
  }
  const closed = without(before.listen, after.listen)
  const opened = without(after.listen, before.listen)
  return [
    ...(closed.length > 0
      ? [say('softswitch.consequence.closed', { addresses: closed.join(', ') })]
      : []),
    ...(opened.length > 0
      ? [say('softswitch.consequence.opened', { addresses: opened.join(', ') })]
      : []),
  ]
}

function identity(before: Settings, after: Settings): readonly Consequence[] {
  return [
    ...(before.domain === after.domain
      ? []
      : [say('softswitch.consequence.domain', { before: before.domain, after: after.domain })]),
    ...(before.nodeName === after.nodeName
      ? []
      : [
          say('softswitch.consequence.nodeName', {
            ...{ before: before.nodeName, after: after.nodeName },
          }),
        ]),
  ]
}

function trust(before: Settings, after: Settings): readonly Consequence[] {
  const hasTls = after.listen.some((address) => address.startsWith('tls:'))
  const hasOtherFiles =
    before.tlsCertificateFile !== after.tlsCertificateFile || before.tlsKeyFile !== after.tlsKeyFile
  const lost = without(before.digestAlgorithms, after.digestAlgorithms)
  return [
    ...(hasTls && hasOtherFiles ? [say('softswitch.consequence.certificate')] : []),
    ...(before.tlsVerifyPeers && !after.tlsVerifyPeers
      ? [say('softswitch.consequence.believing')]
      : []),
    ...(lost.length > 0
      ? [say('softswitch.consequence.digest', { algorithm: lost.join(', ') })]
      : []),
  ]
}

function publishing(before: Settings, after: Settings): readonly Consequence[] {
  const names = ({ publishTargets }: Settings): readonly string[] =>
    publishTargets.map(({ name }) => name)
  const gone = without(names(before), names(after))
  const added = without(names(after), names(before))
  const changesPolicy = before.stalePolicy !== after.stalePolicy
  return [
    ...(gone.length > 0
      ? [say('softswitch.consequence.targetsGone', { names: gone.join(', ') })]
      : []),
    ...(added.length > 0
      ? [say('softswitch.consequence.targetsAdded', { names: added.join(', ') })]
      : []),
    ...(changesPolicy && after.stalePolicy === 'own count only'
      ? [say('softswitch.consequence.ownCountOnly')]
      : []),
    ...(changesPolicy && after.stalePolicy === 'suspend gateway'
      ? [say('softswitch.consequence.suspendGateway')]
      : []),
  ]
}

function keeping(before: Settings, after: Settings): readonly Consequence[] {
  const isTraceCut =
    after.traceMessages < before.traceMessages || after.traceMegabytes < before.traceMegabytes
  return [
    ...(before.traceEnabled && !after.traceEnabled ? [say('softswitch.consequence.noTrace')] : []),
    ...(after.traceEnabled && isTraceCut ? [say('softswitch.consequence.traceCut')] : []),
    ...(after.recordRetentionDays < before.recordRetentionDays
      ? [say('softswitch.consequence.records', { days: after.recordRetentionDays })]
      : []),
    ...(after.noticeUrl !== '' && after.noticeUrl !== before.noticeUrl
      ? [say('softswitch.consequence.notices', { url: after.noticeUrl })]
      : []),
  ]
}
