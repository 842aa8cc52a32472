import 'server-only'
import type { FirstLists } from '#client/use-live-list.ts'
import type { AccessAnswer } from '#contract/access.ts'
import { type ListAnswer, type ListScope, listOperation } from '#contract/operations/list.ts'
import { readAsManyAsFit } from '#domain/as-many-as-fit.ts'
import { isAppError } from '#domain/failure.ts'
import { questionOf } from '#domain/filter-question.ts'
import { isAnswerableFromRows } from '#domain/list-answer.ts'
import { firstPageSize, isPlain, type ListQuestion, plainQuestion, questionVariables } from '#domain/list-question.ts'
import type { ListState } from '#domain/list-state.ts'
import { type ListView, toListView } from '#domain/list-view.ts'
import { isNamespaceName } from '#domain/namespace-memory.ts'
import { mostMerged } from '#domain/namespace-share.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { readGraphql } from './graphql.ts'
import { heldNamespaces, myNamespaces } from './namespaces.ts'
import { requireSession } from './session.ts'
import { requestText } from './use-text.ts'
import { whyNotCreate } from './why-not-create.ts'

/**
 * `open`: namespaces to choose from; `named`: those that this browser remembers; `selected`: those that the address names. `everywhere`:
 * the whole cluster may be listed. `left`: how many of the user's namespaces are beyond what one list takes; `unlooked`: of how many it is
 * not known whether they are, which are too many.
 */
export type ListNamespaces = { open: readonly string[]; named: string[]; selected: string[]; everywhere: boolean; left: number; unlooked: number }
/** Reviews that one list may cost; a page is not kept waiting for more. */
const mostReviewed = 1_000

/** What a list page shows (`createDenied`: why none may be created there), or why nothing may be listed. */
export type ListData = { namespaces: ListNamespaces } & (
  | { scope: ListScope; first: FirstLists; createDenied: string | null; denied: null }
  | { denied: Pick<AccessAnswer, 'reason' | 'code'> }
)

/**
 * Reads the first page of a list: of the namespaces asked for, else of the cluster where that is allowed, else of those of the user's
 * namespaces where it is. What a review says no to is not asked for. Throws AppError.
 */
export async function readList(resource: ServedResource, asked: readonly string[], state: ListState): Promise<ListData> {
  // The list itself mostly needs nothing of them.
  const known = myNamespaces()
  known.catch(() => undefined)
  const everywhere = await mayListEverywhere(resource)
  const selected = resource.namespaced ? [...new Set(asked.filter(isNamespaceName))] : []
  const { group, version, resource: plural } = resource
  const target = { resource: { group, version, resource: plural } }
  const toChoose = async (): Promise<ListNamespaces> => {
    const { open, named } = await known
    return { open, named, selected, everywhere: everywhere.allowed, left: 0, unlooked: 0 }
  }
  const allOf = async (): Promise<readonly string[]> => {
    const { open, named } = await known
    return [...new Set([...named, ...open])]
  }
  const listOf = async (scope: ListScope, places: () => Promise<readonly string[]>) => {
    const denied = async () => whyNotCreate(resource, await places())
    const [namespaces, pages, createDenied] = await Promise.all([toChoose(), readPages(scope, state), denied()])
    return { namespaces, ...pages, createDenied, denied: null }
  }
  const [only, ...more] = selected.slice(0, mostMerged)
  if (only !== undefined) {
    const scope = { ...target, ...(more.length === 0 ? { namespace: only } : { namespaces: [only, ...more] }) }
    const { namespaces, ...list } = await listOf(scope, async () => selected)
    return { namespaces: { ...namespaces, left: Math.max(0, selected.length - mostMerged) }, ...list }
  }
  if (everywhere.allowed) return listOf(target, allOf)
  if (!resource.namespaced) return { namespaces: await toChoose(), denied: everywhere }
  const { mine, unlooked } = await listableAmong(resource)
  const listed = mine.slice(0, mostMerged)
  const within = { ...(await toChoose()), open: mine, left: mine.length - listed.length, unlooked }
  if (listed.length === 0) return { namespaces: within, denied: everywhere }
  try {
    return { ...(await listOf({ ...target, namespaces: listed }, async () => mine)), namespaces: within }
  } catch (thrown) {
    if (isAppError(thrown) && thrown.code === 'FORBIDDEN') return { namespaces: within, denied: everywhere }
    throw thrown
  }
}

/** Those of the user's namespaces where the kind may be listed, those that they named first: by their rights there, else by a review for each. */
async function listableAmong(kind: ServedResource): Promise<{ mine: string[]; unlooked: number }> {
  const { session, services } = requireSession()
  const { held, unlooked } = await heldNamespaces()
  const rights = await services.capabilitiesIn(session, held)
  const { group, resource } = kind
  const candidates = [...held, ...unlooked]
  const reviewed = candidates.filter(namespace => !rights.has(namespace)).slice(0, mostReviewed)
  const answers = await services.reviewAccess(
    session,
    reviewed.map(namespace => ({ verb: 'list', group, resource, namespace })),
  )
  const allowed = new Set(reviewed.filter((_, index) => answers[index]?.allowed))
  const isMine = (namespace: string): boolean => allowed.has(namespace) || rights.get(namespace)?.[resourceKey(kind)]?.includes('list') === true
  return { mine: candidates.filter(isMine), unlooked: candidates.length - rights.size - reviewed.length }
}

/** The list as it is, and the answer to what the address asks where the list as far as it is read cannot tell it. */
async function readPages(scope: ListScope, state: ListState): Promise<{ scope: ListScope; first: FirstLists }> {
  const plain = await readPage(scope, plainQuestion)
  const { question } = questionOf(state, plain.columns, Date.now(), requestText())
  if (isPlain(question) || (plain.cursor === null && isAnswerableFromRows(question))) return { scope, first: { plain, asked: null } }
  try {
    return { scope, first: { plain, asked: { question, view: await readPage(scope, question) } } }
  } catch (thrown) {
    // The page asks for itself, and says what went wrong.
    if (isAppError(thrown)) return { scope, first: { plain, asked: null } }
    throw thrown
  }
}

function readPage(scope: ListScope, question: ListQuestion): Promise<ListView> {
  const variables = { ...scope, ...questionVariables(question) }
  return readAsManyAsFit(firstPageSize, async first => toListView((await readGraphql<ListAnswer>(listOperation, { ...variables, first })).list, Date.now()))
}

async function mayListEverywhere(resource: ServedResource): Promise<AccessAnswer> {
  const { session, services } = requireSession()
  if (session.capabilities[resourceKey(resource)]?.includes('list')) return { allowed: true, reason: '' }
  const { group, resource: plural } = resource
  const [answer] = await services.reviewAccess(session, [{ verb: 'list', group, resource: plural }])
  const t = requestText()
  return answer ?? { allowed: false, reason: t('The cluster did not say whether you may list them.') }
}
