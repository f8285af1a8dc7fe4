import {
  allowChoices,
  choice,
  dialPlan,
  flag,
  list,
  lockChoices,
  number,
  text,
} from './form-choices.ts'
import type { FieldEditor, FieldName, FormField, FormPage } from './form-field.ts'

const identityChoices: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'absent' },
    { value: 1, word: 'passthrough' },
    { value: 2, word: 'callerNumber' },
  ],
}
const systemChoices: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 'system', word: 'system' },
    { value: 'yes', word: 'yes' },
    { value: 'no', word: 'no' },
  ],
}
const typeChoices: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'static' },
    { value: 1, word: 'dynamic' },
    { value: 2, word: 'registration' },
  ],
}
const prefixStyles: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'expiration' },
    { value: 1, word: 'extension' },
  ],
}
const transports: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 'udp', word: 'udp' },
    { value: 'tcp', word: 'tcp' },
    { value: 'tls', word: 'tls' },
  ],
}
const privacyChoices: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'absent' },
    { value: 1, word: 'passthrough' },
    { value: 2, word: 'id' },
    { value: 3, word: 'none' },
  ],
}
const requestAddresses: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'originalSource' },
    { value: 1, word: 'sourceContactPort' },
    { value: 2, word: 'contactAddress' },
  ],
}
const responseAddresses: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'originalSource' },
    { value: 1, word: 'sourceViaPort' },
    { value: 2, word: 'viaAddress' },
  ],
}

const hasAddress = ({ registerType }: Readonly<Record<string, unknown>>): boolean =>
  registerType !== 1
const isRegistration = ({ registerType }: Readonly<Record<string, unknown>>): boolean =>
  registerType === 2
const groups: FormField = {
  name: 'gatewayGroups',
  editor: { kind: 'groups' },
  hint: 'gatewayGroups',
}
const timeout = (name: FieldName, parameter: string): FormField =>
  number(name, { hint: 'systemTimeout', parameter, section: 'timeouts' }, 's')
const passwordFor = (
  type: number,
  hint: 'passwordStatic' | 'passwordDynamic' | 'passwordRegistration',
): FormField => ({
  name: 'password',
  editor: { kind: 'password' },
  hint,
  isShown: ({ registerType }) => registerType === type,
  isRepeated: type !== 0,
})

const mainFields: readonly FormField[] = [
  text('name', { hint: 'name' }),
  list('prefix', { hint: 'prefix' }),
  choice('prefixStyle', prefixStyles, { hint: 'prefixStyle' }),
  number('capacity', { hint: 'capacity' }),
  flag('enforceCapacity', { hint: 'enforceCapacity' }),
  choice('lockType', lockChoices),
  number('priority', { hint: 'priority' }),
  choice('registerType', typeChoices, { hint: 'registerType' }),
  text('remoteIp', { isShown: hasAddress }),
  number('signalPort', { isShown: hasAddress }),
  choice('transport', transports, { isShown: hasAddress }),
  text('localIp', { hint: 'localIp' }),
  passwordFor(0, 'passwordStatic'),
  passwordFor(1, 'passwordDynamic'),
  passwordFor(2, 'passwordRegistration'),
  groups,
  { name: 'memo', editor: { kind: 'lines' } },
]

const normalFields: readonly FormField[] = [
  flag('optionsOnlineCheck', {
    hint: 'optionsOnlineCheck',
    parameter: 'SS_SIP_OPTIONS_CHECK_PERIOD',
  }),
  flag('protectRoute', { hint: 'protectRoute' }),
  number('priority', { hint: 'priority', isRepeated: true }),
  { ...groups, isRepeated: true },
  choice('lockType', lockChoices, { isRepeated: true }),
]

const prefixFields: readonly FormField[] = [
  dialPlan('rewriteRulesInCallee', { section: 'callee' }),
  list('callinCalleePrefixes', { hint: 'callerCallee' }),
  choice('callinCalleePrefixesAllow', allowChoices),
  dialPlan('rewriteRulesInCaller', { section: 'caller' }),
  list('callinCallerPrefixes', { hint: 'callerCallee' }),
  choice('callinCallerPrefixesAllow', allowChoices),
]

const sipFields: readonly FormField[] = [
  flag('allowPublish', { hint: 'allowPublish', section: 'concurrency' }),
  { name: 'deploymentProfile', editor: { kind: 'profile' }, hint: 'deploymentProfile' },
  flag('sipTimer', { hint: 'sipTimer', section: 'extensions' }),
  flag('sip100Rel'),
  choice('sipPrivacy', privacyChoices, { hint: 'sipPrivacy', section: 'identity' }),
  choice('sipPAssertedIdentity', identityChoices),
  choice('sipPPreferredIdentity', identityChoices),
  flag('sipRemotePartyId'),
  flag('sipDisplay', { hint: 'sipDisplay' }),
  choice('sipRequestAddressMethod', requestAddresses, { section: 'addresses' }),
  choice('sipResponseAddressMethod', responseAddresses),
  timeout('timeoutInvite', 'SS_SIP_TIMEOUT_INVITE'),
  timeout('timeoutTrying', 'SS_SIP_TIMEOUT_TRYING'),
  timeout('timeoutSessionProgress', 'SS_SIP_TIMEOUT_SESSION_PROGRESS'),
  timeout('timeoutSessionProgressSdp', 'SS_SIP_TIMEOUT_SESSION_PROGRESS_SDP'),
  timeout('timeoutRinging', 'SS_SIP_TIMEOUT_RINGING'),
]

const switchingFields: readonly FormField[] = [
  choice('switchAllowRing', systemChoices, {
    hint: 'switchAllowRing',
    parameter: 'SS_GATEWAY_SWITCH_UNTIL_CONNECT',
  }),
  choice('switchAllowSdp', systemChoices, {
    hint: 'switchAllowSdp',
    parameter: 'SS_SIP_STOP_SWITCH_AFTER_SDP',
  }),
  choice('switchAllowBusy', systemChoices, {
    hint: 'switchAllowBusy',
    parameter: 'SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY',
  }),
  choice('switchAllowErrorCode', systemChoices, { hint: 'switchAllowErrorCode' }),
  list('switchErrorCodes'),
]

const registrationFields: readonly FormField[] = [
  text('registrar', { hint: 'registrar', section: 'login' }),
  text('registerName', { hint: 'registerName' }),
  text('authUser', { hint: 'authUser' }),
  { ...passwordFor(2, 'passwordRegistration'), isRepeated: true },
]

/** The dialog of a routing gateway: Main, and Additional settings as nested pages. */
export const routingPages: readonly FormPage[] = [
  { id: 'main', fields: mainFields },
  {
    id: 'additional',
    children: [
      { id: 'normal', fields: normalFields },
      { id: 'prefix', fields: prefixFields },
      {
        id: 'period',
        fields: [
          { name: 'periodCapacities', editor: { kind: 'periods' }, hint: 'periodCapacities' },
        ],
      },
      { id: 'protocol', children: [{ id: 'sip', fields: sipFields }] },
      { id: 'switching', fields: switchingFields },
      { id: 'registration', fields: registrationFields, isShown: isRegistration },
    ],
  },
]
