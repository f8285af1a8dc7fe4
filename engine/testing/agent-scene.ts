import type { AlarmCondition } from '../api/contract/alarms.ts'
import { engineSettings } from '../api/contract/engine-settings.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipResponse } from '../sip/message/message.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { ClientTransactionListener } from '../sip/transaction/transaction-user.ts'
import type { Destination, Flow } from '../sip/transport/transport.ts'
import { createFakeClock } from './fake-clock.ts'
import type { AgentPublicationView } from '../publish/agent-publication.ts'
import { createEventPublicationAgent } from '../publish/event-publication-agent.ts'
import type { EventPublicationAgent } from '../publish/event-publication-agent.ts'
import type { GatewayStatus, StatusWord } from '../publish/gateway-status.ts'

/** A request that the agent sent. */
export interface Sent {
  readonly request: SipRequest
  readonly destination: Destination
  readonly listener: ClientTransactionListener
  readonly atMs: number
}
export type Answer =
  readonly [statusCode: number, ...fields: string[]] | 'timeout' | 'transport error'

export const flow: Flow = {
  protocol: 'udp',
  local: { address: '127.0.0.1', port: 5060 },
  remote: { address: '127.0.0.1', port: 5060 },
  connection: 0,
}

/** An agent on virtual time whose requests are answered by `answers`, at once or after `delayMs`. */
export class AgentScene {
  readonly clock = createFakeClock()
  readonly sent: Sent[] = []
  readonly alarms = new Map<string, AlarmCondition>()
  readonly parameters = { values: { SS_SIP_PUBLISH_EXPIRE: 300 } }
  settings: { values: EngineSettings } = { values: engineSettings.parse({}) }
  gateways = new Set(['GW-A'])
  active = 0
  word: StatusWord = 'available'
  answers: (request: SipRequest, index: number) => Answer | undefined = accept
  delayMs = 1
  readonly agent: EventPublicationAgent

  constructor(settings: Partial<EngineSettings> = {}) {
    this.settings.values = { ...this.settings.values, ...settings }
    this.agent = createEventPublicationAgent({
      clock: this.clock,
      ids: createSeededIdSource(3),
      log: silentLogger,
      transactions: {
        request: (request, destination, listener) => this.#request(request, destination, listener),
      },
      resolver: {
        resolveNow: ({ host, port, protocol }) =>
          host === 'nowhere.example' ? [] : [{ protocol, remote: { address: host, port } }],
        resolve: () => Promise.resolve([]),
      },
      parameters: this.parameters,
      settings: this.settings,
      alarms: {
        raise: (condition) => this.alarms.set(condition.type, condition),
        clear: (type) => this.alarms.delete(type),
      },
      version: '0.1.0',
      gateways: () => [...this.gateways].map((name) => ({ name })),
      isPublished: (name) => this.gateways.has(name),
      statusOf: (name) => this.#statusOf(name),
      ownTarget: () => ({ protocol: 'udp', remote: { address: '127.0.0.1', port: 5060 } }),
    })
  }

  get last(): SipRequest {
    const last = this.sent.at(-1)
    if (last === undefined) throw new Error('nothing was sent')
    return last.request
  }

  get view(): AgentPublicationView | undefined {
    return [...this.agent.publications()][0]
  }

  #statusOf(gatewayId: string): GatewayStatus {
    const { active, word: status } = this
    return {
      gatewayId,
      node: 'node-1',
      active,
      capacity: 0,
      status,
      attempts: 0,
      answers: 0,
      sequence: 0,
    }
  }

  #request(request: SipRequest, destination: Destination, listener: ClientTransactionListener) {
    const index = this.sent.length
    this.sent.push({ request, destination, listener, atMs: this.clock.monotonicMs() })
    const answer = this.answers(request, index)
    if (answer !== undefined) {
      const delayMs = answer === 'timeout' ? 31_500 : this.delayMs
      this.clock.startTimer(delayMs, () => {
        if (answer === 'timeout') listener.onTimeout()
        else if (answer === 'transport error') listener.onTransportError('refused')
        else listener.onResponse(responseOf(answer), flow)
      })
    }
    return {
      request,
      destination,
      state: 'trying',
      cancel: () => undefined,
      abandon: () => undefined,
    }
  }
}

export const responseOf = ([statusCode, ...fields]: readonly [number, ...string[]]): SipResponse =>
  new SipResponse(statusCode, 'Reason', new HeaderFields(fields))

/** Answers as a compositor that takes everything. */
export function accept(request: SipRequest, index: number): Answer {
  return [200, 'SIP-ETag', `tag-${String(index)}`, 'Expires', request.fields.get('Expires') ?? '']
}

/** Kind of a PUBLISH by its header fields, as RFC 3903 §4 tells them apart. */
export const opening = ({ fields, body }: SipRequest): string => {
  if (fields.get('Expires') === '0') return 'remove'
  if (!fields.has('SIP-If-Match')) return 'initial'
  return body.length > 0 ? 'modify' : 'refresh'
}
