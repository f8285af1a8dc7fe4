import { expect, test } from 'vitest'
import { allowedText } from '../api/contract/parameters.ts'
import {
  defaultParameterValues,
  findParameter,
  isParameterName,
  parameterCatalogue,
} from './parameter-catalogue.ts'
import { formatParameterValue, parseParameterValue } from './parameter-value.ts'

/** The two lists as they were agreed: name, default, allowed. */
const agreed = [
  ['SS_SIP_PUBLISH_EXPIRE', '300', 'whole number from 30 to 7200 s'],
  [
    'SS_SIP_USER_AGENT_EXPIRE',
    'Auto Negotiation',
    'Auto Negotiation, or whole number from 20 to 7200 s',
  ],
  ['SS_SIP_USER_AGENT_RETRY_DELAY', '60', 'whole number from 30 to 600 s'],
  ['SS_SIP_USER_AGENT_SEND_UNREGISTER', 'On', 'On or Off'],
  ['SS_SIP_USER_AGENT_PRIVACY', 'Ignore', 'one of Ignore, Id, None'],
  ['SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT', 'Off', 'On or Off'],
  ['SS_SIP_SESSION_TTL', '600', 'whole number from 90 to 7200 s'],
  ['SS_SIP_SESSION_UPDATE_SEGMENT', '2', 'whole number from 2 to 10'],
  ['SS_SIP_SESSION_TIMEOUT_EARLY_HANGUP', '0', 'whole number from 0 to 60 s'],
  ['SS_SIP_NO_TIMER_REINVITE_INTERVAL', '7200', 'whole number from 0 to 86400 s'],
  ['SS_SIP_TIMEOUT_INVITE', '10', 'whole number from 1 to 300 s'],
  ['SS_SIP_TIMEOUT_TRYING', '20', 'whole number from 1 to 300 s'],
  ['SS_SIP_TIMEOUT_SESSION_PROGRESS', '20', 'whole number from 1 to 600 s'],
  ['SS_SIP_TIMEOUT_SESSION_PROGRESS_SDP', '120', 'whole number from 1 to 600 s'],
  ['SS_SIP_TIMEOUT_RINGING', '120', 'whole number from 1 to 600 s'],
  [
    'SS_SIP_RESEND_INTERVAL',
    '0.5,1,2,4,4,4,4,4,4,4',
    '1 to 20 numbers separated by commas, each from 0.1 to 32 s in steps of 0.001',
  ],
  ['SS_SIP_STOP_SWITCH_AFTER_SDP', 'On', 'On or Off'],
  ['SS_SIP_ROUTING_GATEWAY_INVITE_USE_CONTACT', 'Off', 'On or Off'],
  ['SS_SIP_E164_DISPLAY_FROM', 'Ignore', 'one of Ignore, Passthrough, Caller'],
  ['SS_SIP_OPTIONS_CHECK_PERIOD', '30', 'whole number from 5 to 3600 s'],
  [
    'SS_SIP_NAT_KEEP_ALIVE_MESSAGE',
    'HELLO',
    'text of at most 64 characters without control characters',
  ],
  ['SS_SIP_NAT_KEEP_ALIVE_PERIOD', '30', 'whole number from 5 to 300 s'],
  ['SS_SIP_AUTHENTICATION_CODE', '407', 'one of 401, 407'],
  ['SS_GATEWAY_SWITCH_LIMIT', 'None', 'None, or whole number from 1 to 100'],
  ['SS_GATEWAY_SWITCH_UNTIL_CONNECT', 'Off', 'On or Off'],
  ['SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY', 'On', 'On or Off'],
  ['SS_GATEWAY_ASR_CALCULATE', 'Off', 'On or Off'],
  ['SS_AUTHENTICATION_MAX_RETRY', '6', 'whole number from 0 to 999'],
  ['SS_AUTHENTICATION_FAILED_SUSPEND', '180', 'whole number from 60 to 3600 s'],
  ['SS_REPLY_UNAUTHORIZED', 'On', 'On or Off'],
  ['SS_ENDPOINT_EXPIRE', '3600', 'whole number from 60 to 86400 s'],
]

test('the catalogue holds exactly the agreed parameters, defaults and ranges', () => {
  const held = parameterCatalogue.map((definition) => [
    definition.name,
    formatParameterValue(definition.name, defaultParameterValues[definition.name]),
    allowedText(definition),
  ])
  expect(held).toEqual(agreed)
})

test('every default is allowed by its own range', () => {
  for (const { name } of parameterCatalogue) {
    const text = formatParameterValue(name, defaultParameterValues[name])
    expect(parseParameterValue(name, text)).toEqual({
      ok: true,
      value: defaultParameterValues[name],
    })
  }
})

test('every parameter is described in English and in Chinese', () => {
  for (const { description } of parameterCatalogue) {
    expect(description.en).toMatch(/^[A-Z].*\.$/)
    expect(description.zh).toMatch(/\p{Script=Han}.*。$/u)
  }
})

test('a parameter that no socket can obey is not in the catalogue', () => {
  expect(isParameterName('SS_QOS_SIGNAL')).toBe(false)
  expect(findParameter('SS_QOS_SIGNAL' as string)).toBeUndefined()
})

test('the default values cannot be changed', () => {
  expect(Object.isFrozen(defaultParameterValues)).toBe(true)
})
