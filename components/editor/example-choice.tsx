'use client'

import { useQuery } from '@tanstack/react-query'
import { readExact, sendExact } from '#client/exact-kube.ts'
import { queryData } from '#client/graphql-request.ts'
import { useNotify } from '#components/shell/notices.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type ListAnswer, listOperation } from '#contract/operations/list.ts'
import { apiPath } from '#domain/api-path.ts'
import { asNewObject } from '#domain/as-new-object.ts'
import { toFailure } from '#domain/failure.ts'
import type { KindSchema } from '#domain/form/schema-document.ts'
import { writeYaml } from '#domain/kubectl-yaml.ts'
import { apiVersionOf, type ServedResource } from '#domain/resource.ts'
import { useText } from '#use-text'

type Props = {
  resource: ServedResource
  namespace: string | undefined
  starter: string
  schema: KindSchema | undefined
  busy: boolean
  onBusy: (busy: boolean) => void
  /** Which it began with, and what to do with another. */
  chosen: string
  onChoose: (text: string, chosen: string) => void
}

const most = 50
/** No object is called so. */
const everything = '*'

/** What a new object begins with: as little as the schema takes, all that its schema knows, or a copy of one that is there. */
export function ExampleChoice({ resource, namespace, starter, schema, busy, onBusy, chosen, onChoose }: Props) {
  const t = useText()
  const notify = useNotify()
  const { group, version, resource: plural } = resource
  const { data = [] } = useQuery({
    queryKey: ['examples', group, version, plural, namespace],
    queryFn: async ({ signal }) => {
      const scope = resource.namespaced && namespace !== undefined ? { namespace } : {}
      return (await queryData<ListAnswer>(listOperation, { resource: { group, version, resource: plural }, ...scope, first: most }, signal)).list.items.map(
        ({ _key }) => _key,
      )
    },
    retry: false,
  })
  const choose = async (key: string) => {
    if (key === '') return onChoose(starter, key)
    if (key === everything && schema) {
      onBusy(true)
      return import('#domain/form/example-yaml.ts')
        .then(({ exampleYaml }) => onChoose(exampleYaml(schema, apiVersionOf(resource), resource.kind, namespace), key))
        .finally(() => onBusy(false))
    }
    const [from = '', name = ''] = key.split('/')
    onBusy(true)
    try {
      const path = apiPath({ group, version, resource: plural, namespace: resource.namespaced ? from : undefined, name })
      onChoose(writeYaml(asNewObject(await readExact<KubeObject>(await sendExact(path, {})), namespace)), key)
    } catch (thrown) {
      notify(t('{name} could not be copied. {reason}', { name, reason: t.said(toFailure(thrown).message) }))
    } finally {
      onBusy(false)
    }
  }
  if (data.length === 0 && !schema) return null
  return (
    <label className="flex min-w-0 items-center gap-1.5 text-text-2">
      {t('Begin with')}
      <select className="field min-w-0 max-w-80 text-text" value={chosen} disabled={busy} onChange={event => void choose(event.target.value)}>
        <option value="">{t('as little as it takes')}</option>
        {schema && <option value={everything}>{t('all it may say, in comments')}</option>}
        {data.map(key => (
          <option key={key} value={key}>
            {t('a copy of {name}', { name: key.replace(/^\//, '') })}
          </option>
        ))}
      </select>
    </label>
  )
}
