import { ObjectNotFound } from '#components/state/object-not-found.tsx'

export default function NotFound() {
  return <ObjectNotFound />
}
