import { CommandLine } from '#components/ui/command-line.tsx'
import { apiVersionOf, type ServedResource } from '#domain/resource.ts'

/** A list without objects: what would be here and how it gets here. */
export function EmptyList({ resource, where }: { resource: ServedResource; where: string }) {
  return (
    <div className="mx-auto w-full max-w-[560px] px-6 py-12">
      <h2 className="mb-1 text-lg font-semibold">
        No {resource.resource} {where}
      </h2>
      <p className="mb-4 text-text-2">
        Each object of kind {resource.kind} ({apiVersionOf(resource)}) that you may view is listed here, and appears by itself once it is created:
      </p>
      <CommandLine command={`kubectl apply -f ${resource.singular || resource.kind.toLowerCase()}.yaml`} />
      <p className="mt-4 mb-2 text-text-2">The fields it takes:</p>
      <CommandLine command={`kubectl explain ${resource.resource}${resource.group ? `.${resource.group}` : ''} --api-version=${apiVersionOf(resource)}`} />
    </div>
  )
}
