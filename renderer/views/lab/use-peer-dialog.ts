import { computed, ref, watch } from 'vue'
import { routingGateway } from '../../../engine/api/contract/gateways.ts'
import type { CallGenerator, SimulatedGateway } from '../../../engine/api/contract/lab-peers.ts'
import type { LabGatewayRow } from '../../../engine/api/contract/lab-rows.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useDraft } from '../../composables/use-draft.ts'
import { useFeedRows } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useUndo } from '../../composables/use-undo.ts'
import { useEngine } from '../../stores/engine.ts'
import { peerKinds, type PeerFields, type PeerKind } from './peer-form.ts'
import { addressWords, useMatching, type PeerAddress } from './use-matching.ts'

/** What a dialog was opened for. */
export interface OpenPeer {
  readonly kind: PeerKind
  /** Of a simulated gateway that is open already: its name. */
  readonly name?: string
  /** Fields that differ from the defaults, or the plan of the one that is open. */
  readonly fields: PeerFields
}

/** The gateway of the engine that is configured together with a new peer. */
export interface MatchingFields {
  isWanted: boolean
  prefix: string
  /** Empty = as many as its channels. */
  capacity: string
  allowPublish: boolean
}

/** What is typed over one peer of the lab, until it is applied. */
export function usePeerDialog(opened: OpenPeer) {
  const { kind } = opened
  const { t } = useText()
  const engine = useEngine()
  const notices = useNotices()
  const offerUndo = useUndo()
  const matching = useMatching()
  const gateways = useFeedRows('labGateways')
  const generators = useFeedRows('labGenerators')
  const isNew = opened.name === undefined
  const configuredKind = kind === 'gateway' ? 'routing' : 'mapping'
  const base = isNew ? peerKinds[kind].newFields : opened.fields
  const draft = useDraft(peerKinds[kind].schema, base)
  if (isNew) Object.assign(draft.values.value, structuredClone(opened.fields))
  const match = ref<MatchingFields>({
    ...{ isWanted: true, prefix: '', capacity: '', allowPublish: true },
  })
  const isBusy = ref(false)
  const fault = ref<string>()
  const typedName = computed(() => String(draft.values.value['name']))
  /** The gateway of the engine that has the name already. */
  const known = computed(() => matching.named(configuredKind, typedName.value))
  const matchFaults = computed(() => faultsOfMatch(match.value))

  async function send(): Promise<void> {
    if (isNew) await (kind === 'gateway' ? addGateway() : startGenerator())
    else await changeGateway(String(opened.name))
  }

  /** Sends what is typed; false = it was refused, and everything typed is still there. */
  async function apply(): Promise<boolean> {
    isBusy.value = true
    fault.value = undefined
    try {
      await send()
      return true
    } catch (error) {
      fault.value = errorSentence(error)
      return false
    } finally {
      isBusy.value = false
    }
  }

  async function changeGateway(name: string): Promise<void> {
    const row = await engine.ask('labGateway.set', { name, changes: draft.changes.value })
    draft.rebase(row.plan)
    notices.say(t('lab.gateway.changed', { name }))
  }

  async function addGateway(): Promise<void> {
    const plan = draft.values.value as unknown as SimulatedGateway
    const row = await engine.ask('labGateway.add', plan)
    const { prefix, capacity, allowPublish } = match.value
    const lines = capacity.trim() === '' ? row.plan.channels : capacity
    if (match.value.isWanted) await sendTo(row, { prefix, capacity: lines, allowPublish })
    sayOpen(row)
  }

  /** The routing gateway with it, or neither of the two. */
  async function sendTo(row: LabGatewayRow, more: PeerFields): Promise<void> {
    const { name } = row
    try {
      const edit = await matching.sendTo(row, more)
      const words = t('lab.match.changed', { name, address: addressWords(row) })
      if (edit !== null) offerUndo(words, edit)
    } catch (error) {
      await engine.ask('labGateway.remove', { name }).catch(() => undefined)
      throw new Error(t('lab.match.failed', { reason: errorSentence(error) }), { cause: error })
    }
  }

  /** The engine allows it before the first call comes. */
  async function startGenerator(): Promise<void> {
    const plan = peerKinds.generator.schema.parse(draft.values.value) as CallGenerator
    const { name } = plan
    if (replaced.value) await engine.ask('labGenerator.remove', { name })
    const { isWanted: isAllowed } = match.value
    sayOpen(await engine.ask('labGenerator.start', { ...plan, isAllowed }))
  }

  function sayOpen(row: PeerAddress): void {
    const { isWanted: isMatched } = match.value
    const values = { name: row.name, address: addressWords(row) }
    if (kind === 'gateway') {
      notices.say(t(isMatched ? 'lab.gateway.addedBoth' : 'lab.gateway.added', values))
    } else notices.say(t(isMatched ? 'lab.generator.startedBoth' : 'lab.generator.started', values))
  }

  /** A generator of the name that has stopped: it makes room for the new one. */
  const replaced = computed(
    () =>
      kind === 'generator' &&
      generators.value.some(({ name, state }) => name === typedName.value && state === 'stopped'),
  )

  // Somebody else may change the same gateway; what is typed here stays.
  watch(
    () => JSON.stringify(gateways.value.find(({ name }) => name === opened.name)?.plan),
    (plan) => {
      if (plan !== undefined && !isBusy.value) draft.rebase(JSON.parse(plan) as PeerFields)
    },
  )
  return {
    ...{ draft, match, matchFaults, isNew, isBusy, fault, known, replaced, apply },
    isValid: computed(
      () =>
        draft.isValid.value &&
        (!isNew || !match.value.isWanted || Object.keys(matchFaults.value).length === 0),
    ),
  }
}

/** Why the gateway of the engine cannot be added like this, in the contract's words. */
function faultsOfMatch({ prefix, capacity }: MatchingFields): Readonly<Record<string, string>> {
  const { prefix: prefixes, capacity: lines } = routingGateway.shape
  const wrong = {
    prefix: prefixes.safeParse(prefix).error?.issues[0]?.message,
    capacity:
      capacity.trim() === ''
        ? undefined
        : lines.safeParse(capacity.trim()).error?.issues[0]?.message,
  }
  return Object.fromEntries(
    Object.entries(wrong).filter(([, sentence]) => sentence !== undefined),
  ) as Record<string, string>
}
