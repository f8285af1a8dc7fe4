import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest } from '../sip/message/message.ts'

/** A request that the engine makes about a gateway, outside any dialog (RFC 3261 §8.1.1). */
export interface GatewayRequest {
  readonly method: 'OPTIONS' | 'REGISTER'
  readonly requestUri: string
  /** URIs without angle brackets. */
  readonly from: string
  readonly fromTag: string
  readonly to: string
  readonly callId: string
  readonly sequence: number
  readonly contact: string
  readonly fields?: readonly string[]
}

/** Builds it; the transaction layer adds the Via. */
export function createGatewayRequest(request: GatewayRequest): SipRequest {
  const fields = [
    ['Max-Forwards', '70'],
    ['From', `<${request.from}>;tag=${request.fromTag}`],
    ['To', `<${request.to}>`],
    ['Call-ID', request.callId],
    ['CSeq', `${request.sequence} ${request.method}`],
    ['Contact', `<${request.contact}>`],
  ].flat()
  return new SipRequest(
    request.method,
    request.requestUri,
    new HeaderFields([...fields, ...(request.fields ?? [])]),
  )
}
