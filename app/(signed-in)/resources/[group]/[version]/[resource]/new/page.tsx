import type { Metadata } from 'next'
import { answerStatus } from '#app/_data/answer-status.ts'
import { heldNamespaces, myNamespaces } from '#app/_data/namespaces.ts'
import { type ResourceParams, resourceOf, servedResource } from '#app/_data/resource.ts'
import { requireSession } from '#app/_data/session.ts'
import { showThrown } from '#app/_data/show-failure.tsx'
import { requestText } from '#app/_data/use-text.ts'
import { whyNotCreate } from '#app/_data/why-not-create.ts'
import { WhichRole } from '#components/access/which-role.tsx'
import { ObjectCreator } from '#components/editor/object-creator.tsx'
import { KindNotFound } from '#components/state/kind-not-found.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { isNamespaceName } from '#domain/namespace-memory.ts'
import { mostMerged } from '#domain/namespace-share.ts'
import { resourceKey, type ServedResource } from '#domain/resource.ts'
import { useText } from '#use-text'

type Props = { params: Promise<ResourceParams>; searchParams: Promise<{ namespace?: string | string[] }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = requestText()
  return { title: t('Create {resource}', { resource: resourceOf(await params).resource }) }
}

export default async function CreatePage({ params, searchParams }: Props) {
  requireSession()
  const ref = resourceOf(await params)
  const { namespace = [] } = await searchParams
  try {
    const resource = await servedResource(await params)
    if (resource) {
      const where = await namespaceFor(resource, [namespace].flat()[0])
      const denied = await whyNotCreate(resource, where === undefined ? [] : [where])
      return (
        <>
          {denied !== null && <NotHere resource={resource} namespace={where} reason={denied} />}
          <ObjectCreator resource={resource} namespace={where} namespaces={await namespacesToChoose()} />
        </>
      )
    }
  } catch (thrown) {
    return showThrown(thrown, { verb: 'create', resource: resourceKey(ref) })
  }
  answerStatus(404)
  return <KindNotFound name={resourceKey(ref)} />
}

/** Said before anything is written; the text may still name a place where it may be. */
function NotHere({ resource, namespace, reason }: { resource: ServedResource; namespace: string | undefined; reason: string }) {
  const t = useText()
  const { group, resource: plural, kind } = resource
  return (
    <div className="px-4 pt-3">
      <Callout
        tone="warning"
        title={t('You may not create a {kind} here.', { kind })}
        actions={<WhichRole question={{ verb: 'create', group, resource: plural, ...(namespace === undefined ? {} : { namespace }) }} />}
      >
        {reason}
      </Callout>
    </div>
  )
}

/** Those that one names come first. */
async function namespacesToChoose(): Promise<string[]> {
  const { named, open, closed } = await myNamespaces()
  return [...new Set([...named, ...open])].filter(namespace => !closed.includes(namespace))
}

/** The namespace that the address names, else one in which the user may create it. */
async function namespaceFor(resource: ServedResource, asked: string | undefined): Promise<string | undefined> {
  if (!resource.namespaced) return undefined
  if (isNamespaceName(asked)) return asked
  const { listable, named, open } = await myNamespaces()
  const near = listable ? [...named, 'default'] : [...new Set([...named, ...open])]
  const found = await creatableAmong(resource, near)
  // Of all that the cluster has, those where the user holds something are looked for where nothing nearer will do.
  if (found !== undefined || !listable) return found ?? near[0] ?? 'default'
  const { held } = await heldNamespaces()
  return (await creatableAmong(resource, held)) ?? near[0]
}

async function creatableAmong({ group, resource }: ServedResource, namespaces: readonly string[]): Promise<string | undefined> {
  const { session, services } = requireSession()
  const candidates = namespaces.slice(0, mostMerged)
  const answers = await services.reviewAccess(
    session,
    candidates.map(namespace => ({ verb: 'create', group, resource, namespace })),
  )
  return candidates.find((_, index) => answers[index]?.allowed)
}
