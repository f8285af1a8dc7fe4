import { z } from 'zod'
import {
  callGenerator,
  simulatedGateway,
  type CallGenerator,
  type SimulatedGateway,
} from '../../../engine/api/contract/lab-peers.ts'
import { newRates, withRateNumbers } from './rate-form.ts'
import type { labText } from './text.ts'

type English = (typeof labText)['en']
export type PeerKind = 'gateway' | 'generator'
export type PeerFieldName = Extract<
  keyof SimulatedGateway | keyof CallGenerator,
  keyof English['field']
>
export type PeerFields = Readonly<Record<string, unknown>>

/** One field of a plan, and how it is edited. */
export interface PeerField {
  readonly name: PeerFieldName
  readonly editor:
    'text' | 'number' | 'flag' | 'publish' | 'duration' | 'optional duration' | 'failures' | 'rate'
  readonly unit?: '%' | 'ms' | 's'
  readonly hint?: keyof English['hint']
  /** Of a gateway that is open: stays as it is. */
  readonly isFixed?: boolean
  readonly isShown?: (values: PeerFields) => boolean
}

export interface PeerPage {
  readonly id: keyof English['page']
  readonly fields: readonly PeerField[]
}

const network: PeerPage = {
  id: 'network',
  fields: [
    { name: 'lossPercent', editor: 'number', unit: '%' },
    { name: 'delayMs', editor: 'number', unit: 'ms' },
    { name: 'jitterMs', editor: 'number', unit: 'ms' },
  ],
}

const gatewayPages: readonly PeerPage[] = [
  {
    id: 'gateway',
    fields: [
      { name: 'name', editor: 'text', isFixed: true },
      { name: 'channels', editor: 'number' },
      { name: 'answerPercent', editor: 'number', unit: '%' },
      { name: 'failures', editor: 'failures' },
      { name: 'port', editor: 'number', isFixed: true },
      { name: 'seed', editor: 'number' },
    ],
  },
  {
    id: 'call',
    fields: [
      { name: 'responseDelay', editor: 'duration' },
      { name: 'ring', editor: 'duration' },
      { name: 'earlyMedia', editor: 'flag' },
      { name: 'talk', editor: 'optional duration' },
      { name: 'retryAfterSeconds', editor: 'number', unit: 's' },
      { name: 'sessionTimer', editor: 'flag' },
    ],
  },
  { ...network, fields: [{ name: 'isSilent', editor: 'flag' }, ...network.fields] },
  {
    id: 'publish',
    fields: [
      { name: 'publish', editor: 'publish' },
      {
        ...{ name: 'publishExpireSeconds', editor: 'number', unit: 's' },
        isShown: ({ publish }) => publish !== 'off',
      },
      {
        ...{ name: 'publishLateSeconds', editor: 'number', unit: 's' },
        isShown: ({ publish }) => publish === 'late',
      },
    ],
  },
]

const generatorPages: readonly PeerPage[] = [
  {
    id: 'generator',
    fields: [
      { name: 'name', editor: 'text', hint: 'nameGenerator' },
      { name: 'rate', editor: 'rate' },
      { name: 'totalCalls', editor: 'number' },
      { name: 'durationSeconds', editor: 'number', unit: 's' },
      { name: 'concurrency', editor: 'number' },
      { name: 'seed', editor: 'number' },
    ],
  },
  {
    id: 'numbers',
    fields: [
      { name: 'caller', editor: 'text' },
      { name: 'callee', editor: 'text' },
      { name: 'talk', editor: 'duration', hint: 'talkGenerator' },
      { name: 'patienceSeconds', editor: 'number', unit: 's' },
      { name: 'sessionTimer', editor: 'flag' },
    ],
  },
  network,
]

/** What the two kinds of peers differ in. */
export const peerKinds: {
  readonly [K in PeerKind]: {
    readonly schema: z.ZodType
    readonly pages: readonly PeerPage[]
    /** A new one: the contract's defaults. */
    readonly newFields: PeerFields
  }
} = {
  gateway: {
    schema: simulatedGateway,
    pages: gatewayPages,
    newFields: { ...simulatedGateway.parse({ name: 'new' }), name: '' },
  },
  generator: {
    schema: z.preprocess(withRateNumbers, callGenerator),
    pages: generatorPages,
    newFields: { ...callGenerator.parse({ name: 'new', rate: newRates.constant }), name: '' },
  },
}

/** Faults that belong to a field, by the rest of their path; '' = the field itself. */
export function faultsBelow(
  faults: Readonly<Record<string, string>>,
  name: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(faults).flatMap(([path, sentence]) => {
      if (path === name) return [['', sentence]]
      return path.startsWith(`${name}.`) ? [[path.slice(name.length + 1), sentence]] : []
    }),
  )
}
