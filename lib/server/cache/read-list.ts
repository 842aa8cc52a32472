import { z } from 'zod'
import type { KubeObject, TableColumn } from '#contract/kubernetes.ts'
import type { ServedResource } from '#domain/resource.ts'
import { readAnswer } from '../kube/read-answer.ts'
import { fromTransportError } from '../kube/unreachable.ts'
import { readListBody } from './list-body.ts'
import { type ListParameters, type ListSourceClient, listPath } from './list-source.ts'
import { plainColumns, type Row, toRow } from './row.ts'
import { createSlicer } from './slicer.ts'
import { decodeElement } from './table-row.ts'

/** `columns` first, `end` last. `remaining`: objects behind this page; null where the kube-apiserver does not say. */
export type ListEvent =
  | { is: 'columns'; columns: readonly TableColumn[] }
  | { is: 'row'; row: Row; object: KubeObject }
  | { is: 'end'; resourceVersion: string; continueToken: string; remaining: number | null }

const endSchema = z.object({
  metadata: z
    .object({ resourceVersion: z.string().default(''), continue: z.string().default(''), remainingItemCount: z.number().nullish() })
    .default({ resourceVersion: '', continue: '' }),
})
const headSchema = z.object({ columnDefinitions: z.array(z.custom<TableColumn>()).nullish() })
/** Objects asked for at once, where all are wanted. */
const pageSize = '500'

/** One answer of the kube-apiserver to a list, as it comes. Throws AppError. */
export async function* readPage(
  source: ListSourceClient,
  resource: ServedResource,
  namespace: string | null,
  parameters: ListParameters,
  signal: AbortSignal,
): AsyncGenerator<ListEvent, void, void> {
  const answer = await source(listPath(resource, namespace, parameters), { isStream: false, signal })
  if (answer.statusCode >= 300) await readAnswer(answer)
  try {
    yield* readEvents(answer.body)
  } catch (thrown) {
    throw fromTransportError(thrown)
  }
}

/** Every object of a list, page by page, with `columns` and `end` once. The resource version is that of all pages. */
export async function* readWholeList(...[source, resource, namespace, parameters, signal]: Parameters<typeof readPage>): AsyncGenerator<ListEvent, void, void> {
  let continueToken = ''
  do {
    const isFirst = continueToken === ''
    const page = readPage(source, resource, namespace, { ...parameters, limit: pageSize, continue: continueToken }, signal)
    for await (const event of page) {
      if (event.is === 'end') continueToken = event.continueToken
      if (event.is === 'row' || (event.is === 'columns' ? isFirst : continueToken === '')) yield event
    }
  } while (continueToken !== '')
}

async function* readEvents(body: AsyncIterable<Buffer>): AsyncGenerator<ListEvent, void, void> {
  const slicer = createSlicer()
  let hasColumns = false
  for await (const piece of readListBody(body)) {
    if (piece.is === 'element') {
      const decoded = decodeElement(piece.bytes)
      yield { is: 'row', row: toRow(decoded, Date.now()), object: decoded.object }
      if (slicer.isDue()) await slicer.pause()
      continue
    }
    if (!hasColumns) yield { is: 'columns', columns: headSchema.parse(JSON.parse(piece.json)).columnDefinitions ?? plainColumns }
    hasColumns = true
    if (piece.is === 'head') continue
    const { metadata } = endSchema.parse(JSON.parse(piece.json))
    yield { is: 'end', resourceVersion: metadata.resourceVersion, continueToken: metadata.continue, remaining: metadata.remainingItemCount ?? null }
  }
}
