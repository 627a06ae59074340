import type { Adapter, AdapterPayload } from 'oidc-provider'

/** Where the OpenID provider keeps its sessions, codes and grants of one kind: in memory, until they expire. */
export function openidStorage(): Adapter {
  const kept = new Map<string, { payload: AdapterPayload; expiresAt: number }>()

  async function find(id: string): Promise<AdapterPayload | undefined> {
    const entry = kept.get(id)
    if (entry && entry.expiresAt <= Date.now()) kept.delete(id)
    return kept.get(id)?.payload
  }

  async function findWhere(matches: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> {
    return [...kept.values()].map(({ payload }) => payload).find(matches)
  }

  return {
    find,
    findByUid: (uid) => findWhere((payload) => payload.uid === uid),
    findByUserCode: (userCode) => findWhere((payload) => payload.userCode === userCode),
    upsert: async (id, payload, expiresInSeconds = Number.POSITIVE_INFINITY) => {
      kept.set(id, { payload, expiresAt: Date.now() + expiresInSeconds * 1_000 })
    },
    consume: async (id) => {
      const payload = await find(id)
      if (payload) payload.consumed = Math.floor(Date.now() / 1_000)
    },
    destroy: async (id) => {
      kept.delete(id)
    },
    revokeByGrantId: async (grantId) => {
      for (const [id, { payload }] of kept) if (payload.grantId === grantId) kept.delete(id)
    },
  }
}
