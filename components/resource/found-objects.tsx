import { AppLink } from '#components/shell/app-link.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import { SkeletonRow } from '#components/ui/skeleton-row.tsx'
import type { SearchItem } from '#contract/operations/kinds.ts'
import type { HealthLevel } from '#domain/health.ts'
import type { Text } from '#domain/text.ts'
import { useText } from '#use-text'

/** `left`: namespaces of the user that were not looked through. */
type Props = { text: string; items: readonly SearchItem[]; total: number; searched: number; closed: number; left: number; complete: boolean }

/** What a search over all kinds found, the best first, and how far it looked. */
export function FoundObjects(found: Props) {
  const t = useText()
  const { text, items, left, complete } = found
  return (
    <>
      <p role="status" className="mb-3 text-text-2">
        {extentText(found, t)}
        {!complete && ` ${t('The search was cut short: there may be more.')}`}
        {left > 0 &&
          ` ${t.count(
            left,
            '{count} of your namespaces was not looked through: there are too many. Those that you name come first.',
            '{count} of your namespaces were not looked through: there are too many. Those that you name come first.',
          )}`}
      </p>
      {items.length === 0 ? (
        <Callout title={t('No object that you may list matches “{text}”.', { text })}>
          <p>{t('All words have to be in its name, namespace, labels, annotations or printed cells.')}</p>
        </Callout>
      ) : (
        <div className="panel overflow-x-auto">
          <table className="grid-table" aria-label={t('Objects found')}>
            <Head />
            <tbody>
              {items.map(item => (
                <FoundRow key={item.object._links.page} item={item} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

const skeletonRows = Array.from({ length: 8 }, (_, index) => index)

/** What stands where they will, while they are looked for. */
export function FoundSkeleton({ text }: { text: string }) {
  const t = useText()
  return (
    <>
      <p className="mb-3">
        <span className="sr-only">{t('Searching every kind for “{text}”…', { text })}</span>
        <span className="skeleton h-3 w-80 max-w-full align-middle" aria-hidden="true" />
      </p>
      <div className="panel overflow-hidden" aria-hidden="true">
        <table className="grid-table">
          <Head />
          <tbody>
            {skeletonRows.map(index => (
              <SkeletonRow key={index} index={index} width={5} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Head() {
  const t = useText()
  return (
    <thead>
      <tr>
        <th scope="col">{t('Name')}</th>
        <th scope="col">{t('Kind')}</th>
        <th scope="col">{t('Namespace')}</th>
        <th scope="col">{t('Health')}</th>
        <th scope="col">{t('Found in')}</th>
      </tr>
    </thead>
  )
}

/** How many were found, of how many, and where. */
function extentText({ text, items, total, searched, closed }: Props, t: Text): string {
  const values = { text, closed, shown: items.length, total, kinds: t.count(searched, '{count} kind', '{count} kinds') }
  if (items.length < total) {
    return closed === 0
      ? t('The best {shown} of {total} objects for “{text}”, in {kinds}.', values)
      : t('The best {shown} of {total} objects for “{text}”, in {kinds}; {closed} are not open to you.', values)
  }
  return closed === 0
    ? t.count(total, '{count} object for “{text}”, in {kinds}.', '{count} objects for “{text}”, in {kinds}.', values)
    : t.count(
        total,
        '{count} object for “{text}”, in {kinds}; {closed} are not open to you.',
        '{count} objects for “{text}”, in {kinds}; {closed} are not open to you.',
        values,
      )
}

function FoundRow({ item: { object, matched } }: { item: SearchItem }) {
  const t = useText()
  const { apiVersion, kind, metadata, _health, _links } = object
  return (
    <tr>
      <td>
        <AppLink href={_links.page} className="cell font-mono font-medium hover:underline" title={metadata.name}>
          {metadata.name}
        </AppLink>
      </td>
      <td title={apiVersion}>{kind}</td>
      <td className="font-mono text-text-2">{metadata.namespace}</td>
      <td>
        <HealthMark level={_health.level.toLowerCase() as HealthLevel} word={_health.word} />
      </td>
      <td className="text-text-2">
        <span className="cell">{matched.map(place => placeText(place, t)).join(', ')}</span>
      </td>
    </tr>
  )
}

/** Where words were found, as the API names it: `name`, `label app`. */
function placeText(place: string, t: Text): string {
  const end = place.indexOf(' ')
  const [where, what] = end < 0 ? [place, ''] : [place.slice(0, end), place.slice(end + 1)]
  if (where === 'label') return t('label {what}', { what })
  if (where === 'annotation') return t('annotation {what}', { what })
  if (where === 'column') return t('column {what}', { what })
  return where === 'name' ? t('name') : t('namespace')
}
