import { type PolicyRule, type RuleQuestion, rulesAllow } from './policy-rule.ts'
import { resourceKey, type ServedResource } from './resource.ts'

/** Modes of constrained impersonation (KEP-5284) that Latchkey uses: one for people, one for ServiceAccounts. */
export const scopeModes = ['user-info', 'serviceaccount'] as const
export type ScopeMode = (typeof scopeModes)[number]

/** A group as discovery lists it; no resources where its server does not answer at the moment. */
export type ServedGroup = { group: string; resources: ReadonlyArray<{ resource: string; subresources: readonly string[] }> }
/** `readOnly`: Latchkey may look for its users and change nothing; `secrets`: their Secrets are not withheld. */
export type ScopeLimits = { readOnly: boolean; secrets?: boolean }

const readVerbs = ['get', 'list', 'watch']
/** Verbs that requests to the kube-apiserver have; `impersonate-on:…` knows no wildcard, so each is named. */
const allVerbs = [...readVerbs, 'create', 'update', 'patch', 'delete', 'deletecollection']

/**
 * Core resources that nobody gets at through Latchkey, by no verb: Secrets unless it was installed with them (changing or
 * deleting one answers with it), tokens of ServiceAccounts, and what connects to a port behind the kube-apiserver: the kubelet's runs commands on a GET.
 */
const withheldCore = new Set(['secrets', 'serviceaccounts/token', 'nodes/proxy', 'services/proxy', 'pods/proxy'])

/** Connections into a pod. They are opened by a GET, and yet nothing for who may only look. */
const connectingCore = new Set(['pods/exec', 'pods/attach', 'pods/portforward'])

/** Groups that nobody gets at through Latchkey: its own sign-in, and tokens that are objects. */
const withheldGroups = new Set(['login.latchkey.dev', 'oauth.openshift.io'])

/** Groups whose objects hand out power over the cluster, Secrets included, or see what passes through the kube-apiserver: to be read only. */
const powerGroups = new Set([
  'rbac.authorization.k8s.io',
  'admissionregistration.k8s.io',
  'apiregistration.k8s.io',
  'certificates.k8s.io',
  'authorization.openshift.io',
  'security.openshift.io',
  'user.openshift.io',
])

/** Questions, put by POST, that store nothing. Of authentication.k8s.io only the one about oneself: a TokenReview would judge found tokens. */
const reviews: ReadonlyArray<{ apiGroups: string[]; resources: string[] }> = [
  { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  { apiGroups: ['authorization.k8s.io'], resources: ['*'] },
]
const reviewGroups = new Set(reviews.flatMap(({ apiGroups }) => apiGroups))

/**
 * Whether the server itself takes up a group that comes after the installation (kube/scope-keeper.ts): that of custom
 * resources, not one of Kubernetes or OpenShift, whose kinds are looked at by `install`.
 */
export function isKeptGroup(group: string): boolean {
  return plainName.test(group) && group.includes('.') && !/(?:^|[.])(?:k8s|openshift)[.]io$/.test(group) && !withheldGroups.has(group)
}

/** The part of `impersonationScope` that stands in a ClusterRole of its own, which the server keeps current. */
export function keptScope(served: readonly ServedGroup[], limits: ScopeLimits): PolicyRule[] {
  return groupRules(
    served.filter(({ group }) => isKeptGroup(group)),
    limits,
  )
}

/** The rest, which only `install` writes. */
export function fixedScope(served: readonly ServedGroup[], { readOnly, secrets = false }: ScopeLimits): PolicyRule[] {
  const verbs = readOnly ? readVerbs : allVerbs
  return [
    ...nonEmpty([onResources({ apiGroups: [''], resources: coreResources(served, { readOnly, secrets }) }, verbs)]),
    ...groupRules(
      served.filter(({ group }) => !isKeptGroup(group)),
      { readOnly },
    ),
    ...reviews.map(review => onResources(review, ['create'])),
  ]
}

/**
 * The rules that say what the server may do while it acts as someone, made from what a cluster serves. RBAC knows no
 * "all but", so core resources are listed by name; every other group is named whole, which covers the kinds it gets later.
 * Without `secrets` a stolen token of the server reaches no Secret by these, whomever it acts as; docs/decisions/impersonation-rights.md
 * tells why each is left out and what remains.
 */
export function impersonationScope(served: readonly ServedGroup[], limits: ScopeLimits): PolicyRule[] {
  return [...fixedScope(served, limits), ...keptScope(served, limits)]
}

function groupRules(served: readonly ServedGroup[], { readOnly }: ScopeLimits): PolicyRule[] {
  const verbs = readOnly ? readVerbs : allVerbs
  const groups = served.filter(({ group }) => plainName.test(group) && !reviewGroups.has(group) && !withheldGroups.has(group)).sort(byGroup)
  const named = groups.filter(group => hasSecrets(group) || (readOnly && hasConnections(group)))
  const whole = groups.filter(group => !named.includes(group)).map(({ group }) => group)
  return nonEmpty([
    onResources({ apiGroups: whole.filter(group => !powerGroups.has(group)), resources: ['*'] }, verbs),
    onResources({ apiGroups: whole.filter(group => powerGroups.has(group)), resources: ['*'] }, readVerbs),
    ...named.map(({ group, resources }) =>
      onResources(
        {
          apiGroups: [group],
          resources: resources
            .flatMap(plainNames)
            .filter(name => plainName.test(name) && name !== 'secrets')
            .sort(),
        },
        readOnly || powerGroups.has(group) ? readVerbs : verbs,
      ),
    ),
  ])
}

function nonEmpty(rules: readonly PolicyRule[]): PolicyRule[] {
  return rules.filter(({ apiGroups, resources }) => apiGroups?.length !== 0 && resources?.length !== 0)
}

/** Whether a request to the kube-apiserver has this verb; others, such as `bind`, are asked about while it is answered. */
export function isRequestVerb(verb: string): boolean {
  return allVerbs.includes(verb)
}

/** `impersonate-on:user-info:list`. */
export function scopeVerb(mode: ScopeMode, verb: string): string {
  return `impersonate-on:${mode}:${verb}`
}

/** Whether rules came of a read-only installation. */
export function isReadOnlyScope(rules: readonly PolicyRule[]): boolean {
  return !rules.some(({ verbs }) => verbs.some(verb => verb === '*' || verb === scopeVerb('user-info', 'update')))
}

/** Whether a Secret can be read by rules: those of an installation with Secrets, of an older one, or somebody else's. */
export function reachesSecrets(rules: readonly PolicyRule[]): boolean {
  const secrets = { group: '', resource: 'secrets', subresource: '' }
  return scopeModes.some(mode => readVerbs.some(verb => rulesAllow(rules, { ...secrets, verb: scopeVerb(mode, verb) })))
}

/** Served resources, as kubectl names them, that `rules` lack and a new installation would add: kinds of groups that came later. */
export function missingFromScope(rules: readonly PolicyRule[], served: readonly ServedGroup[]): string[] {
  const wanted = impersonationScope(served, { readOnly: isReadOnlyScope(rules), secrets: reachesSecrets(rules) })
  const isMissing = (question: Omit<RuleQuestion, 'verb'>): boolean =>
    scopeModes.some(mode =>
      allVerbs.some(verb => {
        const asked = { ...question, verb: scopeVerb(mode, verb) }
        return rulesAllow(wanted, asked) && !rulesAllow(rules, asked)
      }),
    )
  const missing = served.flatMap(({ group, resources }) =>
    resources.flatMap(({ resource, subresources }) =>
      ['', ...subresources].some(subresource => isMissing({ group, resource, subresource })) ? [resourceKey({ group, resource })] : [],
    ),
  )
  return [...new Set(missing)].sort()
}

/** Whether a new installation would let it be done: what is not served yet, but nothing that is withheld on purpose. */
export function wouldBeInScope({ verb, group, resource, subresource }: RuleQuestion, limits: ScopeLimits): boolean {
  const served = [{ group, resources: [{ resource, subresources: subresource === '' ? [] : [subresource] }] }]
  return rulesAllow(impersonationScope(served, limits), { verb: scopeVerb('user-info', verb), group, resource, subresource })
}

/** Discovery's resources by group. */
export function servedGroups(resources: readonly Pick<ServedResource, 'group' | 'resource' | 'subresources'>[]): ServedGroup[] {
  return [...Map.groupBy(resources, ({ group }) => group)].map(([group, inGroup]) => ({ group, resources: inGroup }))
}

function coreResources(served: readonly ServedGroup[], { readOnly, secrets }: Required<ScopeLimits>): string[] {
  const isWithheld = (name: string): boolean => withheldCore.has(name) && !(secrets && name === 'secrets')
  const names = served
    .filter(({ group }) => group === '')
    .flatMap(({ resources }) => resources.flatMap(({ resource, subresources }) => [resource, ...subresources.map(name => `${resource}/${name}`)]))
    .filter(name => plainName.test(name))
    // A subresource of a resource that is withheld is withheld with it, whatever a later Kubernetes calls it.
    .filter(name => !isWithheld(name) && !isWithheld(name.split('/', 1)[0] ?? '') && !(readOnly && connectingCore.has(name)))
  return [...new Set(names)].sort()
}

/** Secrets under another name, such as `imagestreams/secrets` of OpenShift: the resources of such a group are named, without them. */
function hasSecrets({ resources }: ServedGroup): boolean {
  return resources.some(({ resource, subresources }) => resource === 'secrets' || subresources.includes('secrets'))
}

/** CRDs have `status` and `scale`; any other subresource may be a connection that a GET opens (a console of a virtual machine). */
function hasConnections({ group, resources }: ServedGroup): boolean {
  return !powerGroups.has(group) && resources.some(({ subresources }) => subresources.some(name => !plainSubresources.has(name)))
}
/** Discovery is what some API server says; a `*` in it would be a wildcard in a rule. */
const plainName = /^[a-z0-9./-]+$/
const plainSubresources = new Set(['status', 'scale'])

function plainNames({ resource, subresources }: ServedGroup['resources'][number]): string[] {
  return [resource, ...subresources.filter(name => plainSubresources.has(name)).map(name => `${resource}/${name}`)]
}

function onResources(what: { apiGroups: string[]; resources: string[] }, verbs: readonly string[]): PolicyRule {
  return { ...what, verbs: scopeModes.flatMap(mode => verbs.map(verb => scopeVerb(mode, verb))) }
}

function byGroup(a: ServedGroup, b: ServedGroup): number {
  return a.group < b.group ? -1 : 1
}
