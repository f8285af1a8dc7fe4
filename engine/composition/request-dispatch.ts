import type { BackToBackUserAgent } from '../calls/ports.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { ParameterReader } from '../parameters/parameter-catalogue.ts'
import type { Registrar } from '../registrar/registrar.ts'
import { createResponse, type SipRequest } from '../sip/message/message.ts'
import { isSipUri } from '../sip/message/uri.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Flow } from '../sip/transport/transport.ts'

/** Methods that this node understands, RFC 3261 §20.5. */
export const allowedMethods =
  'INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, PUBLISH, SUBSCRIBE, NOTIFY, UPDATE, PRACK, INFO'
/** Option tags, RFC 3261 §20.37. */
const supportedOptions = 'timer, 100rel'
const acceptedTypes = 'application/sdp, application/pidf+xml'

const known: ReadonlySet<string> = new Set([...allowedMethods.split(', '), 'REFER', 'MESSAGE'])

export interface DispatchPorts {
  readonly ids: IdSource
  readonly parameters: ParameterReader
  readonly calls: Pick<BackToBackUserAgent, 'onRequest'>
  readonly registrar: Pick<Registrar, 'onRegister'>
  readonly publishing: {
    onRequest(request: SipRequest, transaction: ServerTransaction): boolean
  }
  /** Event packages, for Allow-Events. */
  readonly allowedEvents: string
  /** A gateway, a peer or this node itself. */
  readonly isKnownSource: (flow: Flow) => boolean
}

/** Gives each new request to the part of the engine whose business its method is. */
export function createRequestDispatch(
  ports: DispatchPorts,
): (request: SipRequest, transaction: ServerTransaction) => void {
  const refuse = (
    request: SipRequest,
    transaction: ServerTransaction,
    statusCode: number,
    fields: readonly (readonly [string, string])[] = [],
  ): void => {
    transaction.respond(createResponse(request, statusCode, { toTag: ports.ids.token(10), fields }))
  }

  const answerOptions = (request: SipRequest, transaction: ServerTransaction): void => {
    if (!ports.parameters.values.SS_REPLY_UNAUTHORIZED && !ports.isKnownSource(transaction.flow)) {
      transaction.discard()
      return
    }
    if (request.uri === undefined || !isSipUri(request.uri)) {
      refuse(request, transaction, 416)
      return
    }
    const unsupported = request.fields.list('Require')
    if (unsupported.length > 0) {
      refuse(request, transaction, 420, [['Unsupported', unsupported.join(', ')]])
      return
    }
    // RFC 3261 §11.2; RFC 3903 §7 wants Allow-Events here.
    refuse(request, transaction, 200, [
      ['Allow', allowedMethods],
      ['Allow-Events', ports.allowedEvents],
      ['Accept', acceptedTypes],
      ['Supported', supportedOptions],
    ])
  }

  return (request, transaction) => {
    switch (request.method) {
      case 'PUBLISH':
      case 'SUBSCRIBE':
        ports.publishing.onRequest(request, transaction)
        return
      case 'REGISTER':
        ports.registrar.onRegister(request, transaction)
        return
      case 'OPTIONS':
        if (request.to.tag === undefined) {
          answerOptions(request, transaction)
          return
        }
    }
    if (ports.calls.onRequest(request, transaction)) return
    // RFC 3261 §8.2.1 and §12.2.2.
    const isKnown = known.has(request.method)
    if (isKnown && request.to.tag !== undefined) {
      refuse(request, transaction, 481)
      return
    }
    refuse(request, transaction, isKnown ? 405 : 501, [['Allow', allowedMethods]])
  }
}
