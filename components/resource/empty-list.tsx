import { CommandLine } from '#components/ui/command-line.tsx'
import { apiVersionOf, type ServedResource } from '#domain/resource.ts'
import { useText } from '#use-text'

/** A list without objects: what would be here and how it gets here. */
export function EmptyList({ resource, title }: { resource: ServedResource; title: string }) {
  const t = useText()
  return (
    <div className="mx-auto w-full max-w-[560px] px-6 py-12">
      <h2 className="mb-1 text-lg font-semibold">{title}</h2>
      <p className="mb-4 text-text-2">
        {t('Each object of kind {kind} ({apiVersion}) that you may view is listed here, and appears by itself once it is created:', {
          kind: resource.kind,
          apiVersion: apiVersionOf(resource),
        })}
      </p>
      <CommandLine command={`kubectl apply -f ${resource.singular || resource.kind.toLowerCase()}.yaml`} />
      <p className="mt-4 mb-2 text-text-2">{t('The fields it takes:')}</p>
      <CommandLine command={`kubectl explain ${resource.resource}${resource.group ? `.${resource.group}` : ''} --api-version=${apiVersionOf(resource)}`} />
    </div>
  )
}
