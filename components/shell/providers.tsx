'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { RenderedAtContext } from '#client/use-now.ts'
import { TooltipProvider } from '#components/ui/tooltip.tsx'
import { isAppError } from '#domain/failure.ts'
import { NonceContext } from './nonce.ts'

/** What every page's browser side stands on. `nonce` stays that of the document: pages fetched later carry others, which the browser does not accept. */
export function Providers({ nonce, renderedAtMs, children }: { nonce: string; renderedAtMs: number; children: React.ReactNode }) {
  const [documentNonce] = useState(nonce)
  const [firstRenderMs] = useState(renderedAtMs)
  const [client] = useState(createQueryClient)
  return (
    <QueryClientProvider client={client}>
      <NonceContext value={documentNonce}>
        <RenderedAtContext value={firstRenderMs}>
          <TooltipProvider>{children}</TooltipProvider>
        </RenderedAtContext>
      </NonceContext>
    </QueryClientProvider>
  )
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        // A refusal stays one; only what may pass is tried again.
        retry: (count, error) => count < 2 && isAppError(error) && (error.status >= 500 || error.status === 429),
      },
    },
  })
}
