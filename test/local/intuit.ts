import { CannotStart } from './cannot-start.ts'

/**
 * Starts the simulated Intuit with this app's keys.
 *
 * @throws CannotStart as long as `test/simulator` cannot be served
 */
export async function startIntuit(_: {
  client: { id: string; secret: string }
}): Promise<{ url: string; stop: () => Promise<void> }> {
  throw new CannotStart('There is no simulated Intuit to serve yet: name an Intuit-like server by --intuit URL.')
}
