import type { captureProcedures } from '../contract/capture-procedures.ts'
import { EngineError } from '../contract/errors.ts'
import type { Handlers } from '../contract/procedures.ts'
import type { CaptureLibrary } from '../../capture/library/capture-library.ts'
import { givenFields } from './given-fields.ts'
import type { HandlerPorts } from './handler-ports.ts'

type CaptureProcedure = keyof typeof captureProcedures

/** Handlers of `capture.*` and `captureExport.*`. */
export function createCaptureHandlers(
  ports: Pick<HandlerPorts, 'captures'>,
): Pick<Handlers, CaptureProcedure> {
  const library = (): CaptureLibrary => libraryOf(ports)
  return {
    'capture.begin': async ({ name }, caller) => ({
      capture: await library().begin(name, caller.name),
    }),
    'capture.append': async ({ capture, base64 }) => ({
      sizeBytes: await library().append(capture, Buffer.from(base64, 'base64')),
    }),
    'capture.finish': async ({ capture }) => {
      await library().finish(capture)
      return {}
    },
    'capture.list': () => [...library().rows.all()],
    'capture.search': async ({ capture, before, limit, ...filter }) => {
      const paging = before === undefined ? { limit } : { before, limit }
      const page = await library().search(capture, givenFields(filter), paging)
      return { messages: page.messages, next: page.next ?? null }
    },
    'capture.get': async ({ capture, sequence }) => {
      const text = await library().text(capture, sequence)
      if (text !== undefined) return { text }
      const sentence = `capture ${capture} has no message ${sequence}`
      throw new EngineError('NOT_FOUND', sentence, { capture, sequence })
    },
    'capture.verify': ({ capture, expiresSeconds }) => library().verify(capture, expiresSeconds),
    'captureExport.begin': async ({ capture, ...filter }) => ({
      export: await library().beginExport(capture, givenFields(filter)),
    }),
    'captureExport.next': async ({ capture, export: exportNumber }) => {
      const { bytes, isLast } = await library().nextPiece(capture, exportNumber)
      // A buffer that has crossed threads is plain bytes.
      return { base64: Buffer.from(bytes).toString('base64'), isLast }
    },
    'capture.close': async ({ capture }) => {
      await library().remove(capture)
      return {}
    },
  }
}

function libraryOf({ captures }: Pick<HandlerPorts, 'captures'>): CaptureLibrary {
  if (captures) return captures
  throw new EngineError(
    'HOST_UNREACHABLE',
    'captures are opened on a running host: start one with "trunkline serve", or use "trunkline trace"',
  )
}
