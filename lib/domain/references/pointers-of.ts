import type { KubeObject } from '#contract/kubernetes.ts'
import { isCustomGroup, parseApiVersion } from '../resource.ts'
import { builtInRules } from './built-in-rules.ts'
import { certManagerRules, clusterResourceNamespace } from './cert-manager-rules.ts'
import { ciliumRules } from './cilium-rules.ts'
import { genericPointers } from './generic-pointers.ts'
import { istioRules } from './istio-rules.ts'
import { isNamePointer, type Pointer, type TargetKind } from './pointer.ts'
import { prometheusRules } from './prometheus-rules.ts'
import type { KindRules, Rule } from './rule.ts'

const pointerLimit = 200

const rulesByKind: ReadonlyMap<string, readonly Rule[]> = new Map(
  [...istioRules, ...certManagerRules, ...prometheusRules, ...ciliumRules, ...builtInRules].flatMap(({ group, kinds, rules }: KindRules) =>
    kinds.map(kind => [kindKey({ group, kind }), rules] as const),
  ),
)

/** `complete` false: the object points to more. */
export type Pointers = { readonly pointers: readonly Pointer[]; readonly complete: boolean }

/**
 * What an object points to: by the rules of its kind, and for custom kinds by the form of fields that these say nothing of. At most
 * 200; never throws, whatever the object holds.
 */
export function pointersOf(object: KubeObject): Pointers {
  const { group } = parseApiVersion(object.apiVersion)
  const ruled = (rulesByKind.get(kindKey({ group, kind: object.kind })) ?? []).flatMap(rule => rule.point(object))
  if (!isCustomGroup(group)) return firstOf(ruled, true)
  const known = new Set(ruled.filter(isNamePointer).map(({ via, name }) => `${via.replace(/\.name$/, '')} ${name}`))
  const generic = genericPointers(object)
  const guessed = generic.pointers.filter(({ via, name }) => !known.has(`${via} ${name}`))
  // What it names beside itself is beside its controller.
  const isClusterIssuer = group === 'cert-manager.io' && object.kind === 'ClusterIssuer'
  const placed = isClusterIssuer ? guessed.map(pointer => ({ ...pointer, namespace: pointer.namespace ?? clusterResourceNamespace })) : guessed
  return firstOf([...ruled, ...placed], generic.complete)
}

function firstOf(pointers: readonly Pointer[], complete: boolean): Pointers {
  return { pointers: pointers.slice(0, pointerLimit), complete: complete && pointers.length <= pointerLimit }
}

/**
 * Whether objects of a kind may point to the other, and where: `across` namespaces or in the one of the target. Every custom
 * kind may, by the form of its fields, which mostly name objects beside it.
 */
export function mayPointTo(from: TargetKind, to: TargetKind): 'no' | 'own' | 'across' {
  const rules = (rulesByKind.get(kindKey(from)) ?? []).filter(rule => rule.to.some(target => target.group === to.group && target.kind === to.kind))
  if (rules.some(rule => rule.across)) return 'across'
  return rules.length > 0 || isCustomGroup(from.group) ? 'own' : 'no'
}

function kindKey({ group, kind }: TargetKind): string {
  return `${group} ${kind}`
}
