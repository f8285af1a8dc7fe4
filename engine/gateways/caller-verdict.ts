import type { MappingGateway } from '../api/contract/gateways.ts'
import type { SipResponse } from '../sip/message/message.ts'

/** Who an INVITE comes from, or what to do with it instead. */
export type CallerVerdict =
  | {
      readonly kind: 'accepted'
      readonly gateway: MappingGateway
      /** Numbers as they arrived, unescaped, before the dial plan. */
      readonly caller: string
      readonly callee: string
    }
  /** Send this response (401, 403, 407, 484 …) and forget the request. */
  | { readonly kind: 'answer'; readonly response: SipResponse }
  /** Say nothing at all. */
  | { readonly kind: 'silent' }
