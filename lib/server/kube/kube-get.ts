import { checkKubePath, withQuery } from '../proxy/kube-path.ts'
import type { KubeGetOptions } from '../services.ts'
import { askPatiently } from './ask-patiently.ts'
import { readAnswer } from './read-answer.ts'
import type { Caller, UserClient } from './user-client.ts'

/** GET of a kube-apiserver path as someone, for pages. Throws AppError by the Status' reason. */
export async function kubeGet(users: UserClient, caller: Caller, path: string, options: KubeGetOptions = {}): Promise<unknown> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 15_000)
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout
  const asked = {
    method: 'GET',
    path: checkKubePath(withQuery(path, new URLSearchParams(options.query).toString())),
    headers: ['accept', options.accept ?? 'application/json'],
    body: null,
    signal,
    isStream: false,
  }
  return readAnswer(await askPatiently(() => users.request(caller, asked), signal))
}
