import type { Handlers } from '../contract/procedures.ts'
import type { DocumentSeal } from '../../configuration/document-seal.ts'
import { createEngineHandlers } from './engine-handlers.ts'
import { createGatewayHandlers } from './gateway-handlers.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { createParameterHandlers } from './parameter-handlers.ts'
import { hashPassword } from './password-hash.ts'

/** One handler for each procedure; the same inside a host and on a data folder that no host runs on. */
export function createHandlers(ports: HandlerPorts): Handlers {
  return {
    ...createEngineHandlers(ports),
    ...createParameterHandlers(ports),
    ...createGatewayHandlers(ports),
    ...createDocumentHandlers(ports),
    ...createAccountHandlers(ports),
  }
}

function createDocumentHandlers(
  ports: HandlerPorts,
): Pick<Handlers, 'config.export' | 'config.plan' | 'config.import'> {
  const { configuration } = ports
  const sealOf = (passphrase: string | undefined, document?: unknown): DocumentSeal | undefined =>
    passphrase === undefined ? undefined : ports.sealFor(passphrase, document)
  return {
    'config.export': ({ passphrase }) => configuration.exportDocument(sealOf(passphrase)),
    'config.plan': ({ document, passphrase }) =>
      configuration.planImport(document, sealOf(passphrase, document)),
    'config.import': ({ document, passphrase }, caller) =>
      configuration.applyImport(document, caller, sealOf(passphrase, document)),
  }
}

function createAccountHandlers({
  accounts,
}: HandlerPorts): Pick<Handlers, 'admin.create' | 'admin.resetPassword'> {
  return {
    'admin.create': async ({ name, password }, caller) => {
      accounts.addAdministrator(name, await hashPassword(password), caller)
      return {}
    },
    'admin.resetPassword': async ({ name, password }, caller) => {
      accounts.setPasswordHash(name, await hashPassword(password), caller)
      return {}
    },
  }
}
