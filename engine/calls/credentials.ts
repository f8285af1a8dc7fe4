import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'

/**
 * The header field that answers a gateway's challenge to `request`, RFC 3261 §22; undefined when the response
 * is no challenge, the gateway has no password, or none of its challenges is understood.
 */
export function credentialsFor(
  gateway: RoutingGateway | undefined,
  response: SipResponse,
  request: SipRequest,
  answerer: DigestAnswerer,
): readonly [string, string] | undefined {
  const { statusCode } = response
  if (statusCode !== 401 && statusCode !== 407) return undefined
  if (gateway === undefined || gateway.password === '') return undefined
  const challenges = response.fields.all(
    statusCode === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate',
  )
  const value = answerer.answer(challenges, {
    method: request.method,
    uri: request.requestUri,
    username: gateway.authUser || gateway.registerName || gateway.name,
    password: gateway.password,
    body: request.body,
  })
  if (value === undefined) return undefined
  return [statusCode === 401 ? 'Authorization' : 'Proxy-Authorization', value]
}
