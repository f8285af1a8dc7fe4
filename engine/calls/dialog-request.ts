import type { Dialog } from '../sip/dialog/dialog.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type {
  ClientTransaction,
  ClientTransactionListener,
} from '../sip/transaction/transaction-user.ts'
import type { CallLeg } from './call-leg.ts'
import { credentialsFor } from './credentials.ts'

/** Told what became of a request within a dialog. */
export interface DialogRequestOwner {
  onProvisional?(response: SipResponse): void
  /** A final response; for INVITE each retransmission of a 2xx too. */
  onFinal(response: SipResponse): void
  /** Time ran out or it could not be sent: 408 to whoever asked, RFC 3261 §8.1.3.1. */
  onUnanswered(): void
}

/** One request within the dialog of a leg; a challenge of the gateway is answered once. */
export class DialogRequest implements ClientTransactionListener {
  readonly #leg: CallLeg
  readonly #dialog: Dialog
  readonly #method: string
  readonly #fields: readonly string[]
  readonly #body: Uint8Array | undefined
  readonly #maxForwards: number | undefined
  readonly #owner: DialogRequestOwner
  #transaction: ClientTransaction | undefined
  #isRetried = false
  /** Authorization of the request that was accepted; an ACK must carry the same. */
  credentials: readonly [string, string] | undefined

  constructor(
    leg: CallLeg,
    dialog: Dialog,
    method: string,
    content: {
      readonly fields: readonly string[]
      readonly body?: Uint8Array | undefined
      readonly maxForwards?: number | undefined
    },
    owner: DialogRequestOwner,
  ) {
    this.#leg = leg
    this.#dialog = dialog
    this.#method = method
    this.#fields = content.fields
    this.#body = content.body
    this.#maxForwards = content.maxForwards
    this.#owner = owner
  }

  send(): void {
    const credentials = this.credentials
    const fields = credentials === undefined ? this.#fields : [...this.#fields, ...credentials]
    const content = { fields, body: this.#body, maxForwards: this.#maxForwards }
    const request = this.#dialog.request(this.#method, content)
    const { transactions } = this.#leg.owner.environment.ports
    this.#transaction = transactions.request(request, this.#dialog.destination, this)
  }

  get request(): SipRequest | undefined {
    return this.#transaction?.request
  }

  cancel(): void {
    this.#transaction?.cancel()
  }

  onResponse(response: SipResponse): void {
    try {
      if (response.statusCode < 200) this.#owner.onProvisional?.(response)
      else if (!this.#retry(response)) this.#owner.onFinal(response)
    } catch (fault) {
      this.#leg.owner.onFault(fault)
    }
  }

  onTimeout(): void {
    this.#giveUp()
  }

  onTransportError(): void {
    this.#giveUp()
  }

  #giveUp(): void {
    try {
      this.#owner.onUnanswered()
    } catch (fault) {
      this.#leg.owner.onFault(fault)
    }
  }

  #retry(response: SipResponse): boolean {
    const request = this.#transaction?.request
    if (this.#isRetried || request === undefined) return false
    const { environment } = this.#leg.owner
    const credentials = credentialsFor(this.#leg.gateway, response, request, environment.answerer)
    if (credentials === undefined) return false
    this.#isRetried = true
    this.credentials = credentials
    this.send()
    return true
  }
}

/** For requests whose outcome changes nothing. */
export const noOwner: DialogRequestOwner = {
  onFinal: () => undefined,
  onUnanswered: () => undefined,
}

/** Sends BYE; the leg is told when it is over, until then it answers a BYE that crosses. */
export function sendBye(leg: CallLeg, dialog: Dialog, reason: string): void {
  new DialogRequest(leg, dialog, 'BYE', { fields: ['Reason', reason] }, leg).send()
}
