import { readObjects, tooMuchAtOnce } from '#client/read-objects.ts'
import { saveFile } from '#components/ui/save-file.ts'
import type { RowView } from '#domain/list-view.ts'
import type { ServedResource } from '#domain/resource.ts'
import type { Text } from '#domain/text.ts'
import { nameOf } from './bulk-outcomes.tsx'

const mostNamed = 3

/** Saves objects as one YAML file, as far as they may be read; of the others the file says why not. Gives what is to be told of them, or ''. */
export async function saveYaml(resource: ServedResource, objects: readonly Pick<RowView, 'namespace' | 'name'>[], t: Text): Promise<string> {
  // What writes YAML is loaded once somebody wants some.
  const [read, { toYaml }] = await Promise.all([readObjects(resource, objects), import('#domain/object-yaml.ts')])
  const missing = read.filter(({ reason }) => reason !== null).map(each => ({ name: nameOf(each), reason: t.said(each.reason ?? '') }))
  const tooMuch = t.said(tooMuchAtOnce)
  const reason = missing.some(each => each.reason === tooMuch) ? tooMuch : (missing[0]?.reason ?? '')
  if (missing.length === read.length) return t('They were not saved. {reason}', { reason })
  const notes = missing.map(each => `# ${t('{name} could not be read: {reason}', each).replace(/\s+/g, ' ')}\n`)
  const documents = read.flatMap(({ object }) => (object === null ? [] : [toYaml(object)]))
  saveFile(notes.join('') + documents.join('---\n'), `${resource.resource}.yaml`, 'application/yaml')
  if (missing.length === 0) return ''
  const named = missing.slice(0, mostNamed).map(({ name }) => name)
  const more = missing.length - named.length
  const names = more > 0 ? t('{names} and {count} more', { names: named.join(', '), count: more }) : named.join(', ')
  return t('{saved} of {total} were saved. Not among them: {names}. {reason}', { saved: documents.length, total: read.length, names, reason })
}
