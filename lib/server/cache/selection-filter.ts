import type { TableColumn } from '#contract/kubernetes.ts'
import type { FieldPath } from '#domain/field-path.ts'
import { matchesMetadata, parseMetadataSelector } from '#domain/field-selector.ts'
import { matchesLabels, parseLabelSelector } from '#domain/label-selector.ts'
import { compileFilter } from '#domain/list-filter.ts'
import type { ValuesAt } from '#domain/list-order.ts'
import type { ObjectSelection } from '#domain/list-query.ts'
import { type Row, searchTextOf } from './row.ts'

/** What of a list a selection takes. */
export type SelectionFilter = {
  readonly paths: readonly FieldPath[]
  /** Every row fits. */
  readonly takesAll: boolean
  fits(row: Row, columns: readonly TableColumn[], valuesAt: ValuesAt<Row>): boolean
}

type Own = Pick<ObjectSelection, 'where' | 'search' | 'inAnnotations' | 'health'>

/** Where, search and health: what the kube-apiserver cannot select by. Throws BAD_REQUEST. */
export function ownFilter({ where, search, inAnnotations = false, health }: Own): SelectionFilter {
  const conditions = where.map(filter => compileFilter<Row>(filter))
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const levels = new Set(health)
  return {
    paths: conditions.flatMap(({ paths }) => paths),
    takesAll: conditions.length === 0 && words.length === 0 && levels.size === 0,
    fits(row, columns, valuesAt) {
      if (levels.size > 0 && !levels.has(row.health)) return false
      if (words.length > 0) {
        const text = searchTextOf(row, columns)
        if (!words.every(word => text.includes(word) || (inAnnotations && row.annotationText.includes(word)))) return false
      }
      return conditions.every(({ fits }) => fits(row, columns, valuesAt))
    },
  }
}

/**
 * The whole selection, selectors included, as the kube-apiserver would take them; null where that is for it alone to say: fields other than
 * name and namespace, and selectors that it does not understand.
 */
export function wholeFilter(selection: Omit<ObjectSelection, 'namespaces'>): SelectionFilter | null {
  const terms = parseMetadataSelector(selection.fieldSelector)
  // A cluster-scoped object has no namespace to select by.
  if (terms === null || (!selection.resource.namespaced && terms.some(({ field }) => field === 'namespace'))) return null
  const requirements = labelRequirements(selection.labelSelector)
  if (requirements === null) return null
  const own = ownFilter(selection)
  return {
    paths: own.paths,
    takesAll: own.takesAll && terms.length === 0 && requirements.length === 0,
    fits: (row, columns, valuesAt) => matchesMetadata(terms, row) && matchesLabels(requirements, row.labels) && own.fits(row, columns, valuesAt),
  }
}

function labelRequirements(text: string) {
  try {
    return parseLabelSelector(text)
  } catch {
    return null
  }
}
