import type { ListScope } from '#contract/operations/list.ts'
import type { ListView } from '#domain/list-view.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { Text } from '#domain/text.ts'

/** How many objects a list shows, and of how many. */
export function countText(shown: number, { rows, cursor, total }: ListView, isNarrowed: boolean, t: Text): string {
  if (cursor === null && isNarrowed && shown !== rows.length) return t('{shown} of {total} objects', { shown, total: rows.length })
  const count = cursor === null ? rows.length : total
  return count === null ? t('more than {count} objects', { count: rows.length }) : t.count(count, '{count} object', '{count} objects')
}

/** Of a list without objects. */
export function emptyText(resource: ServedResource, scope: ListScope, t: Text): string {
  const values = valuesOf(resource, scope)
  switch (placeOf(resource, scope)) {
    case 'cluster':
      return t('No {resource} in this cluster', values)
    case 'named':
      return t('No {resource} in {namespaces}', values)
    case 'many':
      return t('No {resource} in these {count} namespaces', values)
  }
}

/** Of a list in which nothing fits what is asked; `filter` '' where only a health is. */
export function noMatchText(resource: ServedResource, scope: ListScope, filter: string, t: Text): string {
  const values = { ...valuesOf(resource, scope), filter }
  switch (placeOf(resource, scope)) {
    case 'cluster':
      return filter === ''
        ? t('Nothing among {resource} in this cluster matches this health.', values)
        : t('Nothing among {resource} in this cluster matches “{filter}”.', values)
    case 'named':
      return filter === ''
        ? t('Nothing among {resource} in {namespaces} matches this health.', values)
        : t('Nothing among {resource} in {namespaces} matches “{filter}”.', values)
    case 'many':
      return filter === ''
        ? t('Nothing among {resource} in these {count} namespaces matches this health.', values)
        : t('Nothing among {resource} in these {count} namespaces matches “{filter}”.', values)
  }
}

const mostNamed = 3

function placeOf(resource: ServedResource, scope: ListScope): 'cluster' | 'named' | 'many' {
  const names = namesOf(scope)
  if (!resource.namespaced || names.length === 0) return 'cluster'
  return names.length > mostNamed ? 'many' : 'named'
}

function valuesOf({ resource }: ServedResource, scope: ListScope) {
  const names = namesOf(scope)
  return { resource, namespaces: names.join(', '), count: names.length }
}

function namesOf({ namespace, namespaces }: ListScope): readonly string[] {
  return namespaces ?? (namespace === undefined ? [] : [namespace])
}
