import { readExactJson, writeExactJson } from '#domain/exact-json.ts'
import { type RequestOptions, requestKube } from './request.ts'

/** A request to the kube-apiserver whose body has all digits of its whole numbers, which are bigint beyond 2^53. */
export function sendExact(path: string, { body, ...options }: RequestOptions): Promise<Response> {
  return requestKube(path, body === undefined ? options : { ...options, text: writeExactJson(body) })
}

/** What an answer holds, whole numbers beyond 2^53 as bigint. */
export async function readExact<T>(response: Response): Promise<T> {
  return readExactJson(await response.text()) as T
}
