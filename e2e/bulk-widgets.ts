import { expect } from '@playwright/test'
import { kubectl } from './cluster.ts'
import type { Kube, KubeObject } from './graphql/kube.ts'
import { definitionOf, type TestResource } from './graphql/test-resource.ts'

/** What a spreadsheet would run, or would take apart, and how it is written. */
export const notes: readonly (readonly [note: string, written: string])[] = [
  ['=1+1', "'=1+1"],
  ['+1+1', "'+1+1"],
  ['-1+1', "'-1+1"],
  ['@SUM(A1:A9)', "'@SUM(A1:A9)"],
  ['=HYPERLINK("https://example.test","x")', `'=HYPERLINK("https://example.test","x")`],
  ['-5.5', '-5.5'],
  ['a,b "c"', 'a,b "c"'],
  ['a=1', 'a=1'],
]

/** Makes `spec.note` of a test's widgets a printer column, Note, behind Size. Of a namespace that has some. */
export async function addNoteColumn(kube: Kube, { group, plural }: TestResource, namespace: string): Promise<void> {
  const definition = definitionOf(group, { plural, kind: 'Widget', namespaced: true }) as KubeObject & {
    spec: { versions: { additionalPrinterColumns: unknown[] }[] }
  }
  for (const version of definition.spec.versions) version.additionalPrinterColumns.push({ name: 'Note', type: 'string', jsonPath: '.spec.note' })
  await kube.apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.${group}`, definition)
  await expect.poll(() => kubectl('admin', ['-n', namespace, 'get', `${plural}.${group}`]).split('\n')[0]).toMatch(/NAME\s+SIZE\s+NOTE/)
}

/** The cells of a CSV, RFC 4180, as a spreadsheet takes them. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, cell = '', end] of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
