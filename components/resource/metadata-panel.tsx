import type { ObjectMeta } from '#contract/kubernetes.ts'
import { useText } from '#use-text'
import { Moment } from './moment.tsx'

/** What names and describes an object beside its spec. */
export function MetadataPanel({ metadata }: { metadata: ObjectMeta }) {
  const t = useText()
  return (
    <section aria-labelledby="metadata" className="panel">
      <h2 id="metadata" className="section-title flex h-9 items-center border-b border-line px-3">
        {t('Metadata')}
      </h2>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 px-3 py-2">
        {metadata.namespace && <Item name={t('Namespace')}>{metadata.namespace}</Item>}
        {metadata.creationTimestamp && (
          <Item name={t('Created')} plain>
            <Moment at={metadata.creationTimestamp} />
          </Item>
        )}
        {metadata.generation !== undefined && <Item name={t('Generation')}>{metadata.generation}</Item>}
        <Item name="UID">{metadata.uid ?? t('none')}</Item>
        {metadata.finalizers && metadata.finalizers.length > 0 && <Item name={t('Finalizers')}>{metadata.finalizers.join(', ')}</Item>}
      </dl>
      <Pairs title={t('Labels')} pairs={metadata.labels} />
      <Pairs title={t('Annotations')} pairs={metadata.annotations} />
    </section>
  )
}

function Item({ name, plain = false, children }: { name: string; plain?: boolean; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-text-2">{name}</dt>
      <dd className={`[overflow-wrap:anywhere] ${plain ? '' : 'font-mono text-sm leading-5'}`}>{children}</dd>
    </>
  )
}

const longFromCharacters = 120

function Pairs({ title, pairs = {} }: { title: string; pairs?: Record<string, string> | undefined }) {
  const t = useText()
  const entries = Object.entries(pairs)
  return (
    <div className="border-t border-line px-3 py-2">
      <h3 className="mb-1 text-sm text-text-2">{title}</h3>
      {entries.length === 0 && <p className="text-sm text-text-3">{t('none')}</p>}
      <ul className="space-y-1 font-mono text-sm [overflow-wrap:anywhere]">
        {entries.map(([key, value]) => (
          <li key={key}>
            {value.length > longFromCharacters ? (
              <details>
                <summary className="text-text-2">
                  {key} <span className="text-text-3">{t('({count} characters)', { count: value.length })}</span>
                </summary>
                {value}
              </details>
            ) : (
              <>
                <span className="text-text-2">{key}</span>
                <span className="text-text-3">=</span>
                {value}
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
