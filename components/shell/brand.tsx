import { KeyRound } from 'lucide-react'

/** Mark and name of the product; where it `shrinks`, a phone shows the mark alone. */
export function Brand({ shrinks = false }: { shrinks?: boolean }) {
  return (
    <>
      <KeyRound size={16} strokeWidth={2} aria-hidden="true" className="text-accent" />
      <span className={shrinks ? 'max-[480px]:sr-only' : ''}>Latchkey</span>
    </>
  )
}
