import type { Dialog } from '../sip/dialog/dialog.ts'
import { hasOptionTag } from '../sip/dialog/option-tags.ts'
import { parseRSeq } from '../sip/dialog/reliable-provisional.ts'
import type { SipResponse } from '../sip/message/message.ts'

/** One early dialog of an INVITE that may have forked, RFC 3261 §12.1.2. */
export interface EarlyDialog {
  readonly tag: string
  /** The newest provisional response; the dialog is made of it when it is first needed. */
  response: SipResponse
  dialog: Dialog | undefined
  /** RSeq of the newest reliable provisional response, 0 = none. */
  responseNumber: number
}

/** The early dialogs of one INVITE, one per To tag. */
export class EarlyDialogs {
  readonly #all: EarlyDialog[] = []
  readonly #make: (response: SipResponse) => Dialog

  constructor(make: (response: SipResponse) => Dialog) {
    this.#make = make
  }

  /** Notes a provisional response; undefined when it has no tag and so makes no dialog. */
  note(response: SipResponse): EarlyDialog | undefined {
    const { tag } = response.to
    if (tag === undefined) return undefined
    const known = this.#find(tag)
    if (known !== undefined) {
      known.response = response
      return known
    }
    const early = { tag, response, dialog: undefined, responseNumber: 0 }
    this.#all.push(early)
    return early
  }

  /** The dialog of a remote tag. */
  dialogOf(tag: string | undefined): Dialog | undefined {
    const early = this.#find(tag)
    return early && this.open(early)
  }

  /** The dialog that was heard of last. */
  get newest(): Dialog | undefined {
    const early = this.#all.at(-1)
    return early && this.open(early)
  }

  open(early: EarlyDialog): Dialog {
    early.dialog ??= this.#make(early.response)
    return early.dialog
  }

  /** The dialog that a 2xx confirms; its numbers go on, its route set is made anew (RFC 3261 §13.2.2.4). */
  confirm(response: SipResponse): Dialog {
    const dialog = this.#make(response)
    const early = this.#find(response.to.tag)?.dialog
    if (early !== undefined) {
      dialog.localSequence = Math.max(dialog.localSequence, early.localSequence)
      dialog.remoteSequence = early.remoteSequence
    }
    return dialog
  }

  #find(tag: string | undefined): EarlyDialog | undefined {
    return this.#all.find((each) => each.tag === tag)
  }
}

/** RSeq of a provisional response that must be acknowledged, RFC 3262 §4; undefined for any other. */
export function reliableNumber(response: SipResponse): number | undefined {
  const { fields } = response
  const isReliable = fields.has('RSeq') && hasOptionTag(fields, 'Require', '100rel')
  return isReliable ? parseRSeq(fields.get('RSeq')) : undefined
}

/** RFC 3262 §4: only the next number in order is processed; a repeated or later one is discarded. */
export function takesNumber(early: EarlyDialog, responseNumber: number): boolean {
  if (early.responseNumber !== 0 && responseNumber !== early.responseNumber + 1) return false
  early.responseNumber = responseNumber
  return true
}
