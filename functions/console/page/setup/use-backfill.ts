import { pathOf } from '../api/client.ts'
import { useApi } from '../shell/context.ts'

/** Lets go out what came from the ERP while its kind was switched off. */
export function useBackfill(company: string): () => Promise<void> {
  const api = useApi()
  return async () => {
    await api.post(pathOf(['companies', company, 'backfill']), {})
  }
}
