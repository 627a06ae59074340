import { createIntuit, type Intuit } from '../simulator/intuit.ts'
import { type Served, serve } from '../simulator/serve.ts'

/** Starts the simulated Intuit with this app's keys. What its books hold is forgotten when it stops. */
export async function startIntuit({
  client,
}: {
  client: { id: string; secret: string }
}): Promise<Served & { intuit: Intuit }> {
  const intuit = createIntuit({ now: () => Date.now(), random: () => Math.random(), client })
  return { ...(await serve(intuit)), intuit }
}
