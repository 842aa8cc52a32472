import type { Metadata } from 'next'
import { loadObject } from '#app/_data/object-page.tsx'
import { type ObjectParams, objectOf } from '#app/_data/resource.ts'
import { requireSession } from '#app/_data/session.ts'
import { showFailure } from '#app/_data/show-failure.tsx'
import { requestText } from '#app/_data/use-text.ts'
import { ObjectEditor } from '#components/editor/object-editor.tsx'
import { AppLink } from '#components/shell/app-link.tsx'
import { Rich } from '#components/text/rich.tsx'
import { objectPath } from '#domain/page-path.ts'
import { resourceKey } from '#domain/resource.ts'
import { useText } from '#use-text'

type Props = { params: Promise<ObjectParams> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = requestText()
  return { title: t('Edit {name}', { name: objectOf(await params).name }) }
}

export default async function EditPage({ params }: Props) {
  const t = useText()
  const loaded = await loadObject(await params)
  if (!loaded.found) return loaded.page
  const { resource, object, access } = loaded
  if (access.edit.by !== null)
    return <ObjectEditor key={object.metadata.uid} resource={resource} object={object} by={access.edit.by} applyDenied={access.apply.reason} />
  const { name, namespace } = object.metadata
  const failure = { code: 'FORBIDDEN' as const, message: access.edit.reason, requestId: requireSession().requestId, causes: [] }
  const view = (
    <p>
      <Rich
        text={t('You may still {view}.')}
        values={{
          view: (
            <AppLink href={objectPath({ ...resource, namespace, name })} className="link underline">
              {t('view it')}
            </AppLink>
          ),
        }}
      />
    </p>
  )
  return showFailure(failure, { verb: 'update', resource: resourceKey(resource), namespace, name }, view)
}
