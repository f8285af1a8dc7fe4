import type { Handlers } from '../contract/procedures.ts'
import type { DocumentSeal } from '../../configuration/document-seal.ts'
import { createAlarmHandlers } from './alarm-handlers.ts'
import { createAttachedHandlers } from './attached-handlers.ts'
import { createAuditHandlers } from './audit-handlers.ts'
import { createAnalysisHandlers } from './analysis-handlers.ts'
import { withAudit } from './audited-operations.ts'
import { createCaptureHandlers } from './capture-handlers.ts'
import { createChecklistHandlers } from './checklist-handlers.ts'
import { createEditHandlers } from './edit-handlers.ts'
import { createEngineHandlers } from './engine-handlers.ts'
import { createFindingHandlers } from './finding-handlers.ts'
import { createGatewayHandlers } from './gateway-handlers.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { createLabHandlers } from './lab-handlers.ts'
import { createOperationHandlers } from './operation-handlers.ts'
import { createParameterHandlers } from './parameter-handlers.ts'
import { createPlanHandlers } from './plan-handlers.ts'
import { createProfileHandlers } from './profile-handlers.ts'
import { createRecordHandlers } from './record-handlers.ts'
import { createSessionHandlers } from './session-handlers.ts'
import { createSettingsHandlers } from './settings-handlers.ts'
import { createTraceHandlers } from './trace-handlers.ts'
import { createUserHandlers } from './user-handlers.ts'

/** One handler for each procedure; the same inside a host and on a data folder that no host runs on. */
export function createHandlers(ports: HandlerPorts): Handlers {
  const handlers: Handlers = {
    ...createEngineHandlers(ports),
    ...createParameterHandlers(ports),
    ...createGatewayHandlers(ports),
    ...createSettingsHandlers(ports),
    ...createEditHandlers(ports),
    ...createDocumentHandlers(ports),
    ...createOperationHandlers(ports),
    ...createRecordHandlers(ports),
    ...createAlarmHandlers(ports),
    ...createSessionHandlers(ports),
    ...createTraceHandlers(ports),
    ...createAnalysisHandlers(ports),
    ...createUserHandlers(ports),
    ...createAuditHandlers(ports),
    ...createFindingHandlers(ports),
    ...createLabHandlers(ports),
    ...createCaptureHandlers(ports),
    ...createPlanHandlers(ports),
    ...createProfileHandlers(ports),
    ...createChecklistHandlers(ports),
    ...createAttachedHandlers(ports),
  }
  return withAudit(handlers, ports.auditLog)
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
