import { clientDialogState, Dialog } from '../sip/dialog/dialog.ts'
import { parseRSeq } from '../sip/dialog/reliable-provisional.ts'
import { hasOptionTag } from '../sip/dialog/option-tags.ts'
import type { SipResponse } from '../sip/message/message.ts'
import type { Destination } from '../sip/transport/transport.ts'

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

  /** Notes a provisional response; undefined when it has no tag and so makes no dialog. */
  note(response: SipResponse): EarlyDialog | undefined {
    const { tag } = response.to
    if (tag === undefined) return undefined
    const known = this.find(tag)
    if (known !== undefined) {
      known.response = response
      return known
    }
    const early = { tag, response, dialog: undefined, responseNumber: 0 }
    this.#all.push(early)
    return early
  }

  find(tag: string | undefined): EarlyDialog | undefined {
    return this.#all.find((each) => each.tag === tag)
  }

  get newest(): EarlyDialog | undefined {
    return this.#all.at(-1)
  }
}

/** The dialog of an early dialog, made on first need. */
export function dialogOfEarly(
  early: EarlyDialog,
  localTag: string,
  destination: (dialog: Dialog) => Destination,
  fallback: Destination,
): Dialog {
  if (early.dialog === undefined) {
    const dialog = new Dialog(clientDialogState(early.response, localTag), fallback)
    dialog.destination = destination(dialog)
    early.dialog = dialog
  }
  return early.dialog
}

/** RSeq of a provisional response that must be acknowledged, RFC 3262 §4; undefined for any other. */
export function reliableNumber(response: SipResponse): number | undefined {
  if (!response.fields.has('RSeq') || !hasOptionTag(response.fields, 'Require', '100rel')) {
    return undefined
  }
  return parseRSeq(response.fields.get('RSeq'))
}

/** RFC 3262 §4: only the next number in order is processed; a repeated or later one is discarded. */
export function takesNumber(early: EarlyDialog, responseNumber: number): boolean {
  if (early.responseNumber !== 0 && responseNumber !== early.responseNumber + 1) return false
  early.responseNumber = responseNumber
  return true
}
