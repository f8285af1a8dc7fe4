/* Requests within the dialogs of a call, RFC 3261 §12.2.2 and §14.2: checks, then an answer of our own or a relay to
 * the other leg. Relayed: re-INVITE, UPDATE (RFC 3311), PRACK (RFC 3262), INFO (RFC 6086). Answered here: BYE,
 * OPTIONS, session refreshes without a change. REFER is refused with 501, subscriptions and MESSAGE with 405. */
import { createDialogResponse } from '../sip/dialog/dialog-response.ts'
import { unsupportedTags } from '../sip/dialog/option-tags.ts'
import {
  agreeAsServer,
  isIntervalTooSmall,
  leastSessionSeconds,
  readSessionOffer,
} from '../sip/dialog/session-timer.ts'
import { SuccessRetransmission } from '../sip/dialog/success-retransmission.ts'
import { isKnownMethod } from '../sip/message/methods.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import { addAgreement, sdpTextOf } from './call-leg.ts'
import type { CallLeg } from './call-leg.ts'
import { IncomingLeg } from './incoming-leg.ts'
import { relayRequest } from './relayed-request.ts'
import { SessionModification } from './session-modification.ts'

/** Answers a request whose To tag is one of ours. */
export function answerInDialog(leg: CallLeg, transaction: ServerTransaction): void {
  const { request } = transaction
  const dialog = leg.isOver ? undefined : leg.dialogOf(request)
  if (dialog === undefined) {
    // BYE of both sides may cross: RFC 3261 §15.1.2 answers it.
    const isCrossing = request.method === 'BYE' && leg.dialog?.matches(request) === true
    answer(leg, transaction, isCrossing ? 200 : 481)
    return
  }
  if (!dialog.takeSequence(request.cseq.sequence)) {
    answer(leg, transaction, 500)
    return
  }
  if (request.maxForwards === 0) {
    answer(leg, transaction, 483)
    return
  }
  const unsupported = unsupportedTags(request.fields, knownTags(leg))
  if (unsupported.length > 0) {
    answer(leg, transaction, 420, ['Unsupported', unsupported.join(', ')])
    return
  }
  dispatch(leg, transaction)
}

function knownTags(leg: CallLeg): readonly string[] {
  const tags = leg.usesTimer ? ['timer'] : []
  return leg.uses100rel ? [...tags, '100rel'] : tags
}

function dispatch(leg: CallLeg, transaction: ServerTransaction): void {
  const { request } = transaction
  switch (request.method) {
    case 'BYE':
      answer(leg, transaction, 200)
      leg.owner.onHungUp(leg, request)
      break
    case 'INVITE':
      onReinvite(leg, transaction)
      break
    case 'UPDATE':
      onUpdate(leg, transaction)
      break
    case 'PRACK':
      onPrack(leg, transaction)
      break
    case 'INFO':
      onInfo(leg, transaction)
      break
    case 'OPTIONS':
      answer(leg, transaction, 200, capabilities(leg, ['Accept', 'application/sdp']))
      break
    default:
      refuseMethod(leg, transaction)
  }
}

function refuseMethod(leg: CallLeg, transaction: ServerTransaction): void {
  const { method } = transaction.request
  const isRefused = isKnownMethod(method) && method !== 'REFER'
  answer(leg, transaction, isRefused ? 405 : 501, capabilities(leg, []))
}

function answer(
  leg: CallLeg,
  transaction: ServerTransaction,
  statusCode: number,
  fields: readonly string[] = [],
): void {
  transaction.respond(createDialogResponse(transaction.request, statusCode, leg.localTag, fields))
}

function capabilities(leg: CallLeg, entries: string[]): string[] {
  leg.addCapabilities(entries)
  return entries
}

/** RFC 3261 §14.2 and RFC 3311 §5.2: a change that crosses one of ours is glare, one that overtakes its own kind must wait. */
function isRefusedForGlare(leg: CallLeg, transaction: ServerTransaction): boolean {
  const { change } = leg
  const isOvertaking = leg.isWaitingForAck || change?.isAskedBy(leg) === true
  if (isOvertaking) {
    const waitSeconds = Math.floor(leg.owner.environment.ports.ids.fraction() * 11)
    answer(leg, transaction, 500, ['Retry-After', String(waitSeconds)])
  } else if (change !== undefined) answer(leg, transaction, 491)
  return isOvertaking || change !== undefined
}

function isRefusedForInterval(leg: CallLeg, transaction: ServerTransaction): boolean {
  if (!leg.usesTimer || !isIntervalTooSmall(readSessionOffer(transaction.request.fields))) {
    return false
  }
  answer(leg, transaction, 422, ['Min-SE', String(leastSessionSeconds)])
  return true
}

function onReinvite(leg: CallLeg, transaction: ServerTransaction): void {
  if (isRefusedForGlare(leg, transaction) || isRefusedForInterval(leg, transaction)) return
  const { owner } = leg
  const peer = owner.peerOf(leg)
  if (!owner.isAnswered || peer === undefined) {
    // The first INVITE is not answered yet: RFC 3261 §14.2.
    answer(leg, transaction, 491)
    return
  }
  const { request } = transaction
  if (isUnchanged(leg, request)) refreshLocally(leg, transaction)
  else if (peer.isBusy) answer(leg, transaction, 491)
  else new SessionModification(leg, transaction, peer).start()
}

/** RFC 4028 §7.4: the offer of a refresh is the one that was made before. */
function isUnchanged(leg: CallLeg, request: SipRequest): boolean {
  if (leg.sentSdp === undefined || leg.receivedSdp === undefined) return false
  return sdpTextOf(request.body) === leg.receivedSdp
}

/** Both legs are refreshed independently, so a refresh without a change stays on its leg. */
function refreshLocally(leg: CallLeg, transaction: ServerTransaction): void {
  const { request } = transaction
  const isInvite = request.method === 'INVITE'
  const fields = agreeOn(leg, request)
  const body =
    isInvite && leg.sentSdp !== undefined ? Buffer.from(leg.sentSdp, 'latin1') : undefined
  if (body !== undefined) fields.push('Content-Type', 'application/sdp')
  leg.refreshTarget(request)
  leg.learn(request)
  const response = createDialogResponse(request, 200, leg.localTag, fields, body)
  if (!isInvite) {
    transaction.respond(response)
    return
  }
  const { environment, parameters } = leg.owner
  const intervals = parameters.SS_SIP_RESEND_INTERVAL
  const success = new SuccessRetransmission(
    transaction,
    response,
    intervals,
    environment.timers,
    leg,
  )
  leg.sendSuccess(success, { onAck: () => undefined })
}

function agreeOn(leg: CallLeg, request: SipRequest): string[] {
  const fields = capabilities(leg, [])
  if (!leg.usesTimer) return fields
  const ownSeconds = leg.owner.parameters.SS_SIP_SESSION_TTL
  const agreement = agreeAsServer(readSessionOffer(request.fields), ownSeconds)
  addAgreement(fields, agreement)
  if (leg.owner.isAnswered) leg.keepSession(agreement, agreement?.refresher === 'uas')
  return fields
}

function onUpdate(leg: CallLeg, transaction: ServerTransaction): void {
  const { request } = transaction
  if (isRefusedForInterval(leg, transaction)) return
  if (request.body.length === 0) {
    refreshLocally(leg, transaction)
    return
  }
  if (isRefusedForGlare(leg, transaction)) return
  const { owner } = leg
  const peer = owner.peerOf(leg)
  const isConverted = peer?.peerAllowsUpdate === false && owner.isAnswered
  if (peer === undefined || peer.change !== undefined || (isConverted && peer.isBusy)) {
    answer(leg, transaction, 491)
  } else if (isConverted) new SessionModification(leg, transaction, peer).start()
  else if (!peer.peerAllowsUpdate || !relayRequest(leg, transaction, peer)) {
    answer(leg, transaction, 491)
  }
}

function onInfo(leg: CallLeg, transaction: ServerTransaction): void {
  const peer = leg.owner.peerOf(leg)
  if (peer === undefined || !relayRequest(leg, transaction, peer)) answer(leg, transaction, 480)
}

function onPrack(leg: CallLeg, transaction: ServerTransaction): void {
  const taken = leg instanceof IncomingLeg ? leg.takePrack(transaction.request) : undefined
  if (taken === undefined || !(leg instanceof IncomingLeg)) {
    answer(leg, transaction, 481)
    return
  }
  const { source } = taken
  const isRelayed =
    source !== undefined &&
    relayRequest(leg, transaction, source.leg, { dialog: source.dialog, rAck: source.rAck })
  // An offer in a PRACK that ends here could not be answered.
  if (!isRelayed) answer(leg, transaction, transaction.request.body.length === 0 ? 200 : 488)
  leg.sendWaiting()
}
