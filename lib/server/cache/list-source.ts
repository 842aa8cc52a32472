import type { Dispatcher } from 'undici'
import { tableAccept } from '#contract/kubernetes.ts'
import { apiPath } from '#domain/api-path.ts'
import type { ServedResource } from '#domain/resource.ts'
import { askPatiently } from '../kube/ask-patiently.ts'
import type { KubeConnection } from '../kube/connection.ts'
import { fromTransportError } from '../kube/unreachable.ts'
import type { Caller, UserClient } from '../kube/user-client.ts'
import { checkKubePath, withQuery } from '../proxy/kube-path.ts'

/** Reads of the kube-apiserver, as whom is said already. Throws AppError where there is no answer at all. */
export type ListSourceClient = (path: string, options: { isStream: boolean; signal: AbortSignal }) => Promise<Dispatcher.ResponseData>

/** A Table where the kind's server makes one, as kubectl asks. */
export const listAccept = `${tableAccept},application/json`

export function asUser(users: UserClient, caller: Caller): ListSourceClient {
  return (path, { isStream, signal }) => {
    const asked = { method: 'GET', path: checkKubePath(path), headers: ['accept', listAccept], body: null, signal, isStream }
    const ask = () => users.request(caller, asked)
    return (isStream ? ask() : askPatiently(ask, signal)).catch(thrown => {
      throw fromTransportError(thrown)
    })
  }
}

/** As the server's own ServiceAccount, where it was installed with the right to. What it reads so is shown to nobody but after a review of theirs. */
export function asServer({ basePath, token, calls, streams }: KubeConnection): ListSourceClient {
  return (path, { isStream, signal }) => {
    const ask = async () => {
      const headers = ['accept', listAccept, 'authorization', `Bearer ${await token.current()}`]
      const answer = await (isStream ? streams : calls).request({ method: 'GET', path: basePath + checkKubePath(path), headers, body: null, signal })
      if (answer.statusCode === 401) token.drop()
      return answer
    }
    return (isStream ? ask() : askPatiently(ask, signal)).catch(thrown => {
      throw fromTransportError(thrown)
    })
  }
}

export type ListParameters = Readonly<Record<string, string>>

/** Path and query of a list, a watch or (with `name`) one object, with whole objects in the rows. Parameters that are '' are left out. */
export function listPath(resource: ServedResource, namespace: string | null, parameters: ListParameters, name?: string): string {
  const { group, version, resource: plural } = resource
  const path = apiPath({ group, version, resource: plural, ...(namespace === null ? {} : { namespace }), ...(name === undefined ? {} : { name }) })
  const given = Object.entries(parameters).filter(([, value]) => value !== '')
  return withQuery(path, new URLSearchParams([['includeObject', 'Object'], ...given]).toString())
}
