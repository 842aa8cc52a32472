'use client'

import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import { useExactObject } from '#client/use-exact-object.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { DownloadButton } from '#components/ui/download-button.tsx'
import { SkeletonLines } from '#components/ui/skeleton-lines.tsx'
import type { KubeObject } from '#contract/kubernetes.ts'
import { toYaml } from '#domain/object-yaml.ts'
import type { ServedResource } from '#domain/resource.ts'
import { useText } from '#use-text'

const YamlReader = dynamic(() => import('#components/editor/yaml-reader.tsx').then(({ YamlReader }) => YamlReader), {
  loading: () => <Loading />,
})

function Loading() {
  const t = useText()
  return (
    <div className="h-[70vh] overflow-hidden">
      <SkeletonLines label={t('Loading…')} lines={40} gap="space-y-1.5" />
    </div>
  )
}

/** The whole object as YAML, to read, copy and save. */
export function YamlView({ resource, object }: { resource: ServedResource; object: KubeObject }) {
  const t = useText()
  const [managedFields, setManagedFields] = useState(false)
  const { exact, failure } = useExactObject(resource, object)
  const text = useMemo(() => (exact ? toYaml(exact, { managedFields }) : ''), [exact, managedFields])
  if (failure) return <InlineFailure title={t('The object has numbers that have to be read once more, which failed')} failure={failure} />
  return (
    <section aria-label="YAML" className="panel">
      <header className="flex h-9 items-center gap-3 border-b border-line px-3">
        <label className="flex items-center gap-1.5 text-sm text-text-2">
          <input type="checkbox" className="accent-accent-fill" checked={managedFields} onChange={event => setManagedFields(event.target.checked)} />
          {t('Show managedFields')}
        </label>
        <div className="ml-auto flex items-center">
          <DownloadButton
            text={text}
            fileName={`${object.kind?.toLowerCase() ?? 'object'}-${object.metadata.name}.yaml`}
            mediaType="application/yaml"
            label={t('Download')}
          />
          <CopyButton text={text} label={t('Copy YAML')} />
        </div>
      </header>
      {exact ? <YamlReader label={t('YAML of the object')} text={text} /> : <Loading />}
    </section>
  )
}
