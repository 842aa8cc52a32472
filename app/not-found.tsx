import { AppLink } from '#components/shell/app-link.tsx'
import { StatePage } from '#components/ui/state-page.tsx'

export default function NotFound() {
  return (
    <main>
      <StatePage
        title="There is no such page"
        actions={
          <AppLink href="/" className="button">
            Home
          </AppLink>
        }
      >
        <p>Nothing is served at this address. It may have been mistyped, or come from another version of Latchkey.</p>
      </StatePage>
    </main>
  )
}
