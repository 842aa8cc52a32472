import type { AccessQuestion } from '#contract/access.ts'
import { subresourceKey } from './acted-subresources.ts'
import { resourceKey } from './resource.ts'

/** A question as the Access page's address has it: `/access?verb=delete&resource=virtualservices.networking.istio.io&namespace=shop&name=x`. */
export type AccessAsked = { question: AccessQuestion; verb: string; resource: string; namespace: string; name: string }

export const askedVerbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const

/** Null where nothing is asked, or nothing that can be. `resource`: `pods`, `deployments.apps`, `pods/exec`. */
export function parseAccessQuestion({ verb = '', resource = '', namespace = '', name = '' }: Readonly<Record<string, string>>): AccessAsked | null {
  const [plural = '', ...rest] = (resource.split('/')[0] ?? '').split('.')
  const subresource = resource.split('/')[1] ?? ''
  if (!/^[a-z*-]{1,63}$/.test(verb) || !/^[a-z0-9*-]{1,253}$/.test(plural) || rest.join('.').length > 253) return null
  if (subresource.length > 63 || namespace.length > 63 || name.length > 253) return null
  const question: AccessQuestion = {
    verb,
    group: rest.join('.'),
    resource: plural,
    ...(subresource === '' ? {} : { subresource }),
    ...(namespace === '' ? {} : { namespace }),
    ...(name === '' ? {} : { name }),
  }
  return { question, verb, resource, namespace, name }
}

/** The question whether what was refused is allowed; null where it was nothing that can be asked. `resource` as above; of several namespaces, the first. */
export function refusedQuestion({ verb, resource, namespace = '', name = '' }: RefusedAttempt): AccessQuestion | null {
  return parseAccessQuestion({ verb, resource, namespace: namespace.split(', ')[0] ?? '', name })?.question ?? null
}
export type RefusedAttempt = { verb: string; resource: string; namespace?: string | undefined; name?: string | undefined }

/** The address of the page that answers the question. */
export function accessPath({ verb, group, resource, subresource = '', namespace = '', name = '' }: AccessQuestion): string {
  const key = subresource === '' ? resourceKey({ group, resource }) : subresourceKey({ group, resource }, subresource)
  const asked = Object.entries({ verb, resource: key, namespace, name }).filter(([, value]) => value !== '')
  return `/access?${new URLSearchParams(asked)}`
}
