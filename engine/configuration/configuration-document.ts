import {
  configurationDocument,
  type ConfigurationDocument,
} from '../api/contract/configuration-document.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import { EngineError } from '../api/contract/errors.ts'
import {
  mappingGateway,
  routingGateway,
  type MappingGateway,
  type RoutingGateway,
} from '../api/contract/gateways.ts'
import { parameterCatalogue, type ParameterValues } from '../parameters/parameter-catalogue.ts'
import { formatParameterValue } from '../parameters/parameter-value.ts'
import { checkFields } from './check-fields.ts'
import type { Kept } from './configuration-persistence.ts'
import { differencesOf } from './edit-facts.ts'
import { sealedPrefix, type DocumentSeal } from './document-seal.ts'
import { fieldsOf } from './gateway-directory.ts'
import { mapSecrets, withoutSecrets } from '../api/contract/secrets.ts'

type Fields = Record<string, unknown>

/** What a document is made of. */
export interface Configured {
  readonly parameters: Readonly<ParameterValues>
  readonly settings: EngineSettings
  readonly routingGateways: Iterable<Kept<RoutingGateway>>
  readonly mappingGateways: Iterable<Kept<MappingGateway>>
}

const defaultRoutingGateway = routingGateway.parse({ name: '-' })
const defaultMappingGateway = mappingGateway.parse({ name: '-' })

/** The whole configuration as one document; secrets only under a seal. */
export function composeDocument(
  configured: Configured,
  seal: DocumentSeal | undefined,
): ConfigurationDocument {
  const treat = (fields: Fields): Fields =>
    seal ? sealSecrets(fields, seal) : withoutSecrets(fields)
  return {
    trunkline: 1,
    ...(seal ? { seal: { ...seal.header } } : {}),
    parameters: Object.fromEntries(
      parameterCatalogue.map(({ name }) => [
        name,
        formatParameterValue(name, configured.parameters[name]),
      ]),
    ),
    settings: treat({ ...configured.settings }),
    routingGateways: composeGateways(configured.routingGateways, defaultRoutingGateway, treat),
    mappingGateways: composeGateways(configured.mappingGateways, defaultMappingGateway, treat),
  }
}

/** Gateways by name; fields that have their default are left out. */
function composeGateways(
  gateways: Iterable<Kept<{ readonly name: string }>>,
  defaults: { readonly name: string },
  treat: (fields: Fields) => Fields,
): Fields[] {
  return [...gateways]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((gateway) => {
      const fields = fieldsOf(gateway)
      const set = differencesOf(defaults, fields).map(
        ({ field }) => [field, fields[field]] as const,
      )
      const changed: Fields = Object.fromEntries(set)
      return treat({ name: gateway.name, ...changed })
    })
}

function sealSecrets(fields: Fields, seal: DocumentSeal): Fields {
  const sealed = mapSecrets(fields, (secret) =>
    secret === '' ? '' : sealedPrefix + seal.seal(secret),
  )
  return sealed as Fields
}

/** Checks the form of a document and opens its sealed secrets. */
export function readDocument(
  document: unknown,
  seal: DocumentSeal | undefined,
): ConfigurationDocument {
  const checked = checkFields(configurationDocument, document, 'the document')
  const opened = mapSecrets(checked, (secret, path) => {
    if (!secret.startsWith(sealedPrefix)) return secret
    const text = seal?.open(secret.slice(sealedPrefix.length))
    if (text !== undefined) return text
    const reason = seal
      ? 'was sealed under another passphrase'
      : 'is sealed: the passphrase is needed'
    throw new EngineError('INVALID_DOCUMENT', `the secret at ${path} ${reason}`, { field: path })
  })
  return opened as ConfigurationDocument
}
