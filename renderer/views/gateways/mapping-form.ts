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
import type { FieldEditor, FormField, FormPage } from './form-field.ts'

const authentications: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'ip' },
    { value: 1, word: 'ipPort' },
    { value: 2, word: 'passwordMethod' },
  ],
}
const calleeDomains: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'to' },
    { value: 1, word: 'requestLine' },
  ],
}
const callerDomains: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'from' },
    { value: 1, word: 'remotePartyId' },
    { value: 3, word: 'pAssertedIdentity' },
  ],
}

const mainFields: readonly FormField[] = [
  text('name', { hint: 'name' }),
  choice('sipAuthenticationMethod', authentications),
  list('remoteIps', { hint: 'remoteIps' }),
  { name: 'password', editor: { kind: 'password' }, hint: 'passwordMapping' },
  number('capacity', { hint: 'capacity' }),
  choice('lockType', lockChoices),
  number('priority', { hint: 'mappingPriority' }),
  { name: 'memo', editor: { kind: 'lines' } },
]

const normalFields: readonly FormField[] = [
  {
    name: 'routingGatewayGroups',
    editor: { kind: 'groups' },
    hint: 'routingGatewayGroups',
  },
  choice('routingGatewayGroupsAllow', allowChoices),
  { name: 'callFailedSipCode', editor: { kind: 'codes' }, hint: 'callFailedSipCode' },
]

const prefixFields: readonly FormField[] = [
  dialPlan('rewriteRulesOutCallee', { section: 'callee' }),
  list('calloutCalleePrefixes', { hint: 'calloutCalleePrefixes' }),
  choice('calloutCalleePrefixesAllow', allowChoices),
  dialPlan('rewriteRulesOutCaller', { section: 'caller' }),
]

const sipFields: readonly FormField[] = [
  flag('sipTimer', { hint: 'sipTimer', section: 'extensions' }),
  flag('sip100Rel'),
  choice('sipCalleeE164Domain', calleeDomains, { section: 'identity' }),
  choice('sipCallerE164Domain', callerDomains),
]

/** The dialog of a mapping gateway: Main, and Additional settings as nested pages. */
export const mappingPages: readonly FormPage[] = [
  { id: 'main', fields: mainFields },
  {
    id: 'additional',
    children: [
      { id: 'normal', fields: normalFields },
      { id: 'prefix', fields: prefixFields },
      { id: 'protocol', children: [{ id: 'sip', fields: sipFields }] },
    ],
  },
]
