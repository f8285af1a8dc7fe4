/*
 * The VOS3000-compatible web interface: VOS3000 V2.1.9.07 "Web interface" manual, issue 05.
 * Implemented: gateways (create, modify, delete, get, online), current calls, call records, softswitch, performance,
 * current alarms. Deliberately not: everything of billing, phones, H.323 and media; such a name is answered with a
 * retCode of its own, such a field is taken only with its neutral value.
 */
import { EngineError } from '../api/contract/errors.ts'
import type { EngineView } from '../api/server/engine-view.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { disconnectCurrentCall, getCdr, getCurrentCall } from './call-calls.ts'
import { mappingGatewayCalls, routingGatewayCalls } from './gateway-calls.ts'
import { getAlarmCurrent, getPerformance, getSoftSwitch } from './node-calls.ts'
import { retCodeOf, retCodes } from './ret-codes.ts'
import { notFoundSentence, parseBody, type WebAnswer, type WebCall } from './web-request.ts'

/** Every call that is offered, by the name in its path. */
export const webCalls: ReadonlyMap<string, WebCall> = new Map<string, WebCall>([
  ['CreateGatewayRouting', routingGatewayCalls.create],
  ['ModifyGatewayRouting', routingGatewayCalls.modify],
  ['DeleteGatewayRouting', routingGatewayCalls.delete],
  ['GetGatewayRouting', routingGatewayCalls.get],
  ['GetGatewayRoutingOnline', routingGatewayCalls.getOnline],
  ['CreateGatewayMapping', mappingGatewayCalls.create],
  ['ModifyGatewayMapping', mappingGatewayCalls.modify],
  ['DeleteGatewayMapping', mappingGatewayCalls.delete],
  ['GetGatewayMapping', mappingGatewayCalls.get],
  ['GetGatewayMappingOnline', mappingGatewayCalls.getOnline],
  ['GetCurrentCall', getCurrentCall],
  ['DisconnectCurrentCall', disconnectCurrentCall],
  ['GetCdr', getCdr],
  ['GetSoftSwitch', getSoftSwitch],
  ['GetPerformance', getPerformance],
  ['GetAlarmCurrent', getAlarmCurrent],
])

export interface WebInterface {
  /** Answers one request; `from` is the address it came from. Never rejects. */
  answer(name: string, body: string, from: string): Promise<WebAnswer>
}

export interface WebInterfaceOptions {
  readonly engine: EngineView
  readonly clock: Clock
  readonly log: Logger
}

export function createWebInterface({ engine, clock, log }: WebInterfaceOptions): WebInterface {
  return {
    async answer(name, body, from) {
      const call = webCalls.get(name)
      if (!call) return failure(retCodes.nameNotOffered, notOfferedSentence(name))
      const fields = parseBody(body)
      if (!fields) return failure(retCodes.notJson, 'The body is not a JSON object.')
      const actor = { name: 'web interface', from }
      try {
        return { retCode: retCodes.done, ...(await call({ fields, actor }, engine, clock.nowMs())) }
      } catch (error) {
        if (error instanceof EngineError) return failureOf(error)
        log.error('a call of the web interface failed', { call: name, error })
        return failure(retCodes.internalError, 'Internal error, operation failed.')
      }
    },
  }
}

/** The name comes from outside: only what a name can be made of is repeated. */
function notOfferedSentence(name: string): string {
  const shown = name.replace(/[^0-9A-Za-z._-]/g, '?').slice(0, 64)
  return `${shown} is not supported by this softswitch.`
}

function failure(retCode: number, exception: string): WebAnswer {
  return { retCode, exception }
}

function failureOf(error: EngineError): WebAnswer {
  if (error.details['notOffered'] === true) {
    return failure(retCodes.featureNotOffered, error.message)
  }
  const retCode = retCodeOf[error.code]
  return failure(retCode, retCode === retCodes.notFound ? notFoundSentence : error.message)
}
