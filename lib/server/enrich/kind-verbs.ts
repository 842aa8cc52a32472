import type { AccessQuestion } from '#contract/access.ts'
import { shownVerbs } from '#domain/kind-access.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { GraphQLContext } from '../graphql/context.ts'
import { checkReviewed, enrichLimit } from './operation.ts'

/** What the user may do with a kind: in a namespace, or (null) in the whole cluster. */
export type KindVerbs = { namespace: string | null; verbs: string[] }

/** Two rounds, because most roles name whole API groups: `*` of the group, whose answers all its kinds share, then the kind where that was denied. Throws QUERY_TOO_LARGE. */
export async function kindVerbs(context: GraphQLContext, resource: ServedResource, namespaces: readonly string[]): Promise<KindVerbs[]> {
  checkReviewed(context, 1 + (resource.namespaced ? namespaces.length : 0))
  const verbs = shownVerbs.filter(verb => resource.verbs.includes(verb))
  const everywhere = await allowedVerbs(context, resource, verbs, null)
  const rest = verbs.filter(verb => !everywhere.includes(verb))
  const within = await Promise.all(
    (resource.namespaced ? namespaces : []).map(async namespace => {
      const own = await allowedVerbs(context, resource, rest, namespace)
      return { namespace, verbs: verbs.filter(verb => everywhere.includes(verb) || own.includes(verb)) }
    }),
  )
  return [{ namespace: null, verbs: everywhere }, ...within]
}

async function allowedVerbs(
  context: GraphQLContext,
  { group, resource }: ServedResource,
  verbs: readonly string[],
  namespace: string | null,
): Promise<string[]> {
  const ask = async (asked: readonly string[], plural: string) => {
    const questions = asked.map((verb): AccessQuestion => ({ verb, group, resource: plural, ...(namespace === null ? {} : { namespace }) }))
    const answers = await enrichLimit(context)(() => context.review(questions))
    return asked.filter((_, index) => answers[index]?.allowed)
  }
  const wide = await ask(verbs, '*')
  const single = await ask(
    verbs.filter(verb => !wide.includes(verb)),
    resource,
  )
  return verbs.filter(verb => wide.includes(verb) || single.includes(verb))
}
