import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { attestedApiServiceName } from '../../lib/domain/attested-names.ts'
import type { ServedGroup } from '../../lib/domain/impersonation-scope.ts'
import { parseApiVersion } from '../../lib/domain/resource.ts'
import { AppError, toAppError } from '../../lib/errors/app-error.ts'
import { cliVersion } from '../cli-version.ts'
import type { InvocationOf } from '../invocation.ts'
import { withHint } from '../io/report-error.ts'
import { print, printJson, say, type Terminal } from '../io/terminal.ts'
import { yamlText } from '../io/yaml-text.ts'
import type { KubeTransport } from '../kube/transport.ts'
import { kubernetesGroups } from '../manifests/kubernetes-groups.ts'
import { namespaceName } from '../manifests/labels.ts'
import { manifests, pluralOf } from '../manifests/manifests.ts'
import { type Applied, applyObject, tryApply } from '../services/apply.ts'
import { keepAttestedIfReached, keepAttestedRights, removeAttested, removeAttestedRights } from '../services/attested-state.ts'
import { requireOwn } from '../services/ownership.ts'
import { type NeededRight, requireRights } from '../services/rights-check.ts'
import { waitForRollout } from '../services/rollout.ts'
import { readServedGroups } from '../services/served-groups.ts'
import { waitUntilAnswering } from '../services/service-answer.ts'
import { createLatchkeyService } from '../services/service-proxy.ts'
import { majorMinor, readKubernetesVersion } from '../services/versions.ts'
import { withTransport } from './open-cluster.ts'

type Install = InvocationOf<'install'>

const adminHint = 'Ask an admin of the cluster to run `latchkey install`; `latchkey install --print` shows what it would make.'

/** Applies the manifests as the user, in order, and waits until Latchkey is ready. Run again, it changes what differs. */
export async function install(invocation: Install, terminal: Terminal): Promise<void> {
  if (invocation.printOnly) return printManifests(invocation, terminal)
  await withTransport(invocation.global, terminal, async transport => {
    const objects = render(invocation, await servedForScope(transport), await servedForCache(invocation, transport))
    const rights = [...neededRights(objects), ...(invocation.attested ? keepAttestedRights : removeAttestedRights)]
    await requireRights(transport, rights, 'install Latchkey', adminHint)
    await requireOwn(transport, objects)
    await requireAccepted(transport, objects)
    const results: Array<{ kind: string; name: string; result: Applied | 'deleted' }> = []
    const note = ({ kind, name }: { kind: string; name: string }, result: Applied | 'deleted') => {
      results.push({ kind, name, result })
      if (invocation.output === 'text') print(terminal, `${kind.toLowerCase()}/${name} ${result}`)
    }
    const apply = async (wanted: readonly KubeObject[]) => {
      for (const object of wanted) note({ kind: object.kind, name: object.metadata.name }, await applyObject(transport, object))
    }
    const withoutAttested = async () => {
      if (!invocation.attested) for (const object of await removeAttested(transport)) note(object, 'deleted')
    }
    await withoutAttested()
    await apply(objects.filter(({ kind }) => kind !== 'APIService'))
    await waitForRollout(transport, invocation.timeoutSeconds, progress => say(terminal, `Waiting: ${progress}`))
    // The pods that have gone kept their serving certificate to the last.
    await withoutAttested()
    await waitUntilAnswering(createLatchkeyService(transport))
    // Only once somebody answers: until then it would disturb the discovery of the whole cluster.
    await apply(objects.filter(({ kind }) => kind === 'APIService'))
    if (invocation.attested) {
      const attested = await keepAttestedIfReached(transport, 60_000)
      if (attested.state === 'unavailable') {
        note({ kind: 'APIService', name: attestedApiServiceName }, 'deleted')
        say(terminal, unreachedText(attested.message))
      }
    }
    say(terminal, 'Latchkey is ready. Open it with `latchkey dashboard`.')
    if (invocation.output === 'json') printJson(terminal, { namespace: namespaceName, image: imageOf(invocation), objects: results, ready: true })
  })
}

function unreachedText(message: string): string {
  return (
    `The kube-apiserver cannot call Latchkey's port 8443 (${message}). So the API for LoginRequests was removed again, and users sign in by the ` +
    'other methods. Open the way from the control plane to the pods and run this again, or give --no-attested.'
  )
}

async function printManifests(invocation: Install, terminal: Terminal): Promise<void> {
  const served = await withTransport(invocation.global, terminal, servedForScope).catch((thrown: unknown) => {
    say(terminal, `The cluster was not asked (${toAppError(thrown).message}) These manifests are for Kubernetes 1.36 and newer, without any custom resource.`)
    return kubernetesGroups
  })
  const cached = invocation.sharedCache ? await withTransport(invocation.global, terminal, transport => servedForCache(invocation, transport)) : null
  terminal.stdout.write(render(invocation, served, cached).map(yamlText).join('---\n'))
}

/** What the rules of constrained impersonation are made from; null where the cluster has only the classic one. KEP-5284 is on by default from 1.36 on. */
async function servedForScope(transport: KubeTransport): Promise<readonly ServedGroup[] | null> {
  const [major, minor] = majorMinor(await readKubernetesVersion(transport))
  return major > 1 || (major === 1 && minor >= 36) ? readServedGroups(transport) : null
}

/** Whose custom resources the server may read as itself; null without a shared cache. */
async function servedForCache({ sharedCache }: Install, transport: KubeTransport): Promise<readonly ServedGroup[] | null> {
  return sharedCache ? readServedGroups(transport) : null
}

function render(invocation: Install, served: readonly ServedGroup[] | null, cached: readonly ServedGroup[] | null): KubeObject[] {
  const { imagePullPolicy, replicas, grantGroups, basePath, sharedOrigin, readOnly, secrets, sessionMaxSeconds, attested } = invocation
  if (readOnly && served === null) throw new AppError('USAGE', '--read-only needs Kubernetes 1.36 or newer: before, the right to act as someone has no limits.')
  if (secrets && served === null) throw new AppError('USAGE', '--secrets needs Kubernetes 1.36 or newer: before, Secrets cannot be withheld.')
  return manifests({
    image: imageOf(invocation),
    imagePullPolicy,
    replicas,
    grantGroups,
    basePath,
    allowSharedOrigin: sharedOrigin,
    served,
    readOnly,
    secrets,
    cached,
    sessionMaxSeconds,
    attested,
  })
}

function imageOf({ image }: Install): string {
  return image ?? `latchkey:${cliVersion()}`
}

/** Server-side apply gets, creates and patches. */
function neededRights(objects: readonly KubeObject[]): NeededRight[] {
  const rights = objects.flatMap(({ apiVersion, kind, metadata }) =>
    ['get', 'create', 'patch'].map(verb => ({ verb, group: parseApiVersion(apiVersion).group, resource: pluralOf(kind), namespace: metadata.namespace })),
  )
  rights.push({ verb: 'list', group: '', resource: 'pods', namespace: namespaceName })
  return [...new Map(rights.map(right => [JSON.stringify(right), right])).values()]
}

/** What no access review tells: whether the user may grant what the roles hold, and what admission says. */
async function requireAccepted(transport: KubeTransport, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const refused = await tryApply(transport, object)
    if (!refused) continue
    const what = `${object.kind} ${object.metadata.name}`
    if (refused.code === 'FORBIDDEN') throw withHint('FORBIDDEN', `The cluster refuses ${what}: ${refused.message}\nNothing was changed.`, adminHint)
    throw new AppError(refused.code, `The cluster refuses ${what}: ${refused.message}\nNothing was changed.`)
  }
}
