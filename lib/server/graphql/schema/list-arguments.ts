import { graphqlLimits } from '#contract/graphql.ts'
import { parseFieldPath } from '#domain/field-path.ts'
import type { HealthLevel } from '#domain/health.ts'
import type { FieldFilter, ListQuery, ObjectSelection, SortKey } from '#domain/list-query.ts'
import { apiVersionOf, resourceKey, type ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { GraphQLContext } from '../context.ts'

/** The arguments of list-inputs.ts as GraphQL hands them over: its types hold, nothing else. */
export type SelectionArguments = {
  namespace?: string | null
  namespaces?: readonly string[] | null
  labelSelector?: string | null
  fieldSelector?: string | null
  where?: readonly FilterArgument[] | null
  search?: string | null
  health?: readonly HealthLevel[] | null
}
export type FilterArgument = { path?: string | null; column?: string | null; op: FieldFilter['op']; value?: unknown }
export type SortArgument = { path?: string | null; column?: string | null; field?: 'NAME' | 'NAMESPACE' | 'CREATED' | 'HEALTH' | null; descending: boolean }
export type ListArguments = SelectionArguments & { sortBy?: readonly SortArgument[] | null; first?: number | null; after?: string | null; live?: boolean }
export type ResourceArgument = { group: string; version?: string | null; resource: string }

/** A list is filtered row by row without a pause within one: what is done for each row has to be short. Texts in characters. */
const most = { namespaces: 100, filters: 20, sortKeys: 5, search: 1_000, path: 512, steps: 32, values: 1_000, value: 4_096, selector: 16_384, terms: 1_000 }
/** RFC 1123 label: it becomes part of a path. */
const namespaceName = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/

/** Throws BAD_REQUEST. */
export function toListQuery(resource: ServedResource, given: ListArguments): ListQuery {
  const first = given.first ?? graphqlLimits.defaultPageSize
  if (first < 1 || first > graphqlLimits.pageSize) throw refuse(`first is 1 to ${graphqlLimits.pageSize}, not ${first}.`)
  const sortBy = given.sortBy ?? []
  atMost('sortBy', sortBy.length, most.sortKeys)
  const selection = toSelection(resource, given)
  const live = given.live ?? false
  // Filtered and sorted it would read all of the list each time, and nobody could keep it from that.
  if (live && (selection.where.length > 0 || selection.search !== '' || selection.health.length > 0 || sortBy.length > 0))
    throw refuse('live is for lists as the kube-apiserver has them: by selectors, without where, search, health and sortBy.')
  return { ...selection, sortBy: sortBy.map(toSortKey), first, after: given.after ?? null, live }
}

/** Throws BAD_REQUEST. */
export function toSelection(resource: ServedResource, given: SelectionArguments): ObjectSelection {
  atMost('where', given.where?.length ?? 0, most.filters)
  const where = (given.where ?? []).map(toFilter)
  const search = given.search ?? ''
  if (search.length > most.search) throw refuse(`search is ${search.length} characters long; ${most.search} are the most.`)
  checkValues(where)
  checkSelector('labelSelector', given.labelSelector ?? '')
  checkSelector('fieldSelector', given.fieldSelector ?? '')
  return {
    resource,
    namespaces: namespacesOf(resource, given),
    labelSelector: given.labelSelector ?? '',
    fieldSelector: given.fieldSelector ?? '',
    where,
    search,
    health: given.health ?? [],
  }
}

/** Where one object is: '' for what is of the whole cluster. Throws BAD_REQUEST. */
export function toNamespace(resource: ServedResource, namespace: string | null | undefined): string {
  const given = namespace ?? ''
  if (resource.namespaced && given === '') throw refuse(`${resourceKey(resource)} are in namespaces: say in which.`)
  if (given !== '') checkNamespace(resource, given)
  return given
}

/** A name becomes a segment of a path. Throws BAD_REQUEST. */
export function checkName(name: string): string {
  if (/^(?:|\.|\.\.)$|[/%]/.test(name)) throw refuse(`'${name}' cannot be the name of an object.`)
  return name
}

/** What the cluster serves by that name; where the schema does not know it, as of now. Throws NOT_FOUND. */
export async function findServed(context: Pick<GraphQLContext, 'resources' | 'newestResources'>, wanted: ResourceArgument): Promise<ServedResource> {
  try {
    return findResource(context.resources, wanted)
  } catch {
    return findResource(await context.newestResources(), wanted)
  }
}

/** Throws NOT_FOUND. */
export function findResource(resources: readonly ServedResource[], { group, version, resource }: ResourceArgument): ServedResource {
  const found = resources.find(each => each.group === group && each.resource === resource && (!version || each.version === version))
  if (found) return found
  const wanted = version ? `${resource} in ${apiVersionOf({ group, version })}` : resourceKey({ group, resource })
  throw new AppError('NOT_FOUND', `The cluster serves no ${wanted} that can be read. \`kinds\` lists what it serves.`)
}

function namespacesOf(resource: ServedResource, { namespace, namespaces }: SelectionArguments): readonly string[] | null {
  const both = namespace !== null && namespace !== undefined && namespaces !== null && namespaces !== undefined
  if (both) throw refuse('Give namespace or namespaces, not both.')
  const names = namespaces ?? (namespace === null || namespace === undefined ? null : [namespace])
  if (names === null) return null
  if (names.length === 0) throw refuse('namespaces is empty; without it, the whole cluster is listed.')
  atMost('namespaces', names.length, most.namespaces)
  for (const name of names) checkNamespace(resource, name)
  return [...new Set(names)]
}

function checkNamespace(resource: ServedResource, name: string): void {
  if (!resource.namespaced) throw refuse(`${resourceKey(resource)} are of the whole cluster, in no namespace such as '${name}'.`)
  if (!namespaceName.test(name)) throw refuse(`'${name}' cannot be the name of a namespace.`)
}

function toSortKey({ path, column, field, descending }: SortArgument): SortKey {
  const keys: SortKey[] = []
  if (path !== null && path !== undefined) keys.push({ path: checkPath(path), descending })
  if (column !== null && column !== undefined) keys.push({ column, descending })
  if (field !== null && field !== undefined) keys.push({ field, descending })
  const [key] = keys
  if (!key || keys.length > 1) throw refuse('sortBy takes exactly one of path, column and field in each of its keys.')
  return key
}

function toFilter({ path, column, op, value }: FilterArgument): FieldFilter {
  const isPath = path !== null && path !== undefined
  const isColumn = column !== null && column !== undefined
  if (isPath === isColumn) throw refuse('where takes either path or column in each of its conditions.')
  checkValue(isPath ? checkPath(path) : `column ${column}`, op, value)
  return isColumn ? { column, op, value } : { path: path ?? '', op, value }
}

function checkValue(of: string, op: FieldFilter['op'], value: unknown): void {
  const isGiven = value !== undefined && value !== null
  if (op === 'EXISTS' || op === 'ABSENT') {
    if (isGiven) throw refuse(`where: ${op} takes no value (${of}).`)
  } else if (op === 'IN' || op === 'NOT_IN') {
    if (!Array.isArray(value) || value.length === 0) throw refuse(`where: ${op} takes a list of values (${of}).`)
  } else if (op === 'CONTAINS' || op === 'MATCHES_PREFIX') {
    if (typeof value !== 'string') throw refuse(`where: ${op} takes text (${of}).`)
  } else if (!isGiven || Array.isArray(value)) throw refuse(`where: ${op} takes one value (${of}); EXISTS and ABSENT ask whether there is any.`)
}

function checkPath(path: string): string {
  if (path.length > most.path) throw refuse(`A path to a field is ${path.length} characters long; ${most.path} are the most.`)
  const steps = parseFieldPath(path).length
  if (steps > most.steps) throw refuse(`The path ${path} has ${steps} steps; ${most.steps} are the most.`)
  return path
}

function checkValues(where: readonly FieldFilter[]): void {
  const values = where.flatMap(({ value }) => (Array.isArray(value) ? value : []))
  atMost('where: IN and NOT_IN together', values.length, most.values)
  const single = where.flatMap(({ value }) => (Array.isArray(value) ? [] : [value]))
  for (const value of [...values, ...single]) {
    const { length } = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
    if (length > most.value) throw refuse(`where: a value is ${length} characters long; ${most.value} are the most.`)
  }
}

/** Every requirement and every value but the first stands behind a comma. */
function checkSelector(name: string, text: string): void {
  if (text.length > most.selector) throw refuse(`${name} is ${text.length} characters long; ${most.selector} are the most.`)
  atMost(name, text.split(',').length, most.terms)
}

function atMost(name: string, count: number, limit: number): void {
  if (count > limit) throw refuse(`${name} has ${count} entries; ${limit} are the most.`)
}

function refuse(message: string): AppError {
  return new AppError('BAD_REQUEST', message)
}
