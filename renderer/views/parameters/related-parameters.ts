/** Parameters that belong together, and the name of the text that says why. */
const relations = [
  { why: 'expire', names: ['SS_SIP_PUBLISH_EXPIRE', 'SS_SIP_USER_AGENT_EXPIRE'] },
  {
    why: 'registration',
    names: [
      'SS_SIP_USER_AGENT_EXPIRE',
      'SS_SIP_USER_AGENT_RETRY_DELAY',
      'SS_SIP_USER_AGENT_SEND_UNREGISTER',
      'SS_ENDPOINT_EXPIRE',
    ],
  },
  {
    why: 'session',
    names: [
      'SS_SIP_SESSION_TTL',
      'SS_SIP_SESSION_UPDATE_SEGMENT',
      'SS_SIP_SESSION_TIMEOUT_EARLY_HANGUP',
      'SS_SIP_NO_TIMER_REINVITE_INTERVAL',
    ],
  },
  {
    why: 'stage',
    names: [
      'SS_SIP_TIMEOUT_INVITE',
      'SS_SIP_TIMEOUT_TRYING',
      'SS_SIP_TIMEOUT_SESSION_PROGRESS',
      'SS_SIP_TIMEOUT_SESSION_PROGRESS_SDP',
      'SS_SIP_TIMEOUT_RINGING',
      'SS_SIP_RESEND_INTERVAL',
    ],
  },
  {
    why: 'switching',
    names: [
      'SS_SIP_STOP_SWITCH_AFTER_SDP',
      'SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT',
      'SS_GATEWAY_SWITCH_LIMIT',
      'SS_GATEWAY_SWITCH_UNTIL_CONNECT',
      'SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY',
      'SS_GATEWAY_ASR_CALCULATE',
    ],
  },
  {
    why: 'liveness',
    names: [
      'SS_SIP_NAT_KEEP_ALIVE_MESSAGE',
      'SS_SIP_NAT_KEEP_ALIVE_PERIOD',
      'SS_SIP_OPTIONS_CHECK_PERIOD',
    ],
  },
  {
    why: 'authentication',
    names: [
      'SS_SIP_AUTHENTICATION_CODE',
      'SS_AUTHENTICATION_MAX_RETRY',
      'SS_AUTHENTICATION_FAILED_SUSPEND',
      'SS_REPLY_UNAUTHORIZED',
    ],
  },
  {
    why: 'identity',
    names: [
      'SS_SIP_USER_AGENT_PRIVACY',
      'SS_SIP_E164_DISPLAY_FROM',
      'SS_SIP_ROUTING_GATEWAY_INVITE_USE_CONTACT',
    ],
  },
] as const

export interface RelatedParameters {
  readonly why: (typeof relations)[number]['why']
  readonly names: readonly string[]
}

/** What an operator should look at together with a parameter. */
export function relatedTo(name: string): readonly RelatedParameters[] {
  return relations
    .filter(({ names }) => (names as readonly string[]).includes(name))
    .map(({ why, names }) => ({ why, names: names.filter((each) => each !== name) }))
}
