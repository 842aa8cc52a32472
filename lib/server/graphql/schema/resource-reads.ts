import { graphqlLimits } from '#contract/graphql.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { AppError } from '#errors/app-error.ts'
import type { ChangeBatch, ListPage, StoredObject } from '../../cache/scoped-store.ts'
import type { GraphQLContext } from '../context.ts'
import { nextTurn } from '../turns.ts'
import { checkName, type ListArguments, type SelectionArguments, toListQuery, toNamespace, toSelection } from './list-arguments.ts'

/** What the limits reckon: a request to the kube-apiserver is dearer than a field; a list counts all in it as often as it may be long. */
export const objectCost = { cost: 5 }
export const listCost = {
  cost: 10,
  listSize: ({ first }: { first?: number | null }) => first ?? graphqlLimits.defaultPageSize,
  sizedFields: ['items', 'changes'],
}

// The async ones turn a refusal of the arguments into that of their field alone.
export async function getObject(context: GraphQLContext, resource: ServedResource, at: { namespace?: string | null; name: string }): Promise<StoredObject> {
  requireVerb(resource, 'get')
  return context.store.get(context.session, resource, toNamespace(resource, at.namespace), checkName(at.name), context.signal)
}

export async function pageOfObjects(context: GraphQLContext, resource: ServedResource, given: ListArguments): Promise<ListPage> {
  requireVerb(resource, 'list')
  const page = await context.store.page(context.session, toListQuery(resource, given), context.signal)
  // What is selected of it is run at once; and there may be several lists that come at the same time.
  await nextTurn(context)
  return page
}

/** Throws BAD_REQUEST at once. */
export function followObjects(
  context: GraphQLContext,
  resource: ServedResource,
  { resumeFrom, ...given }: SelectionArguments & { resumeFrom?: string | null },
): AsyncIterable<ChangeBatch> {
  requireVerb(resource, 'watch')
  return context.store.follow(context.session, toSelection(resource, given), resumeFrom ?? null, context.signal)
}

function requireVerb(resource: ServedResource, verb: 'get' | 'list' | 'watch'): void {
  if (!resource.verbs.includes(verb)) throw new AppError('METHOD_NOT_ALLOWED', `The cluster does not serve ${verb} of ${resourceKey(resource)}.`)
}
