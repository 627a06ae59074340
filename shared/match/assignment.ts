import { type Edges, SAME_NAME } from './edges.ts'

/** The chosen edge of each entity and each record, or -1; and the runners-up's scores. */
export type Assignment = {
  readonly ofEntity: Int32Array
  readonly ofRecord: Int32Array
  readonly rivals: (edge: number) => Rivals
}

/** The best other score of an edge's entity and of its record; and the best among those not better matched elsewhere. */
type Rivals = {
  entity: number
  record: number
  freeEntity: number
  freeRecord: number
  /** The edges of those free rivals, or -1. */
  entityEdge: number
  recordEdge: number
}

/** A rival whose own match is better by so much, or has the very same name, is spoken for. */
const SPOKEN_FOR = 0.1

/**
 * Each entity gets one record at most and each record one entity: the best pair first. Equal scores go by place in the
 * lists, which are sorted, so that the order in which they came does not matter.
 */
export function assign(edges: Edges, recordCount: number): Assignment {
  const { count, scores, entities, records, starts } = edges
  const order = new Uint32Array(count)
  for (let edge = 0; edge < count; edge++) order[edge] = edge
  order.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other)
  const ofEntity = new Int32Array(starts.length - 1).fill(-1)
  const ofRecord = new Int32Array(recordCount).fill(-1)
  for (const edge of order) {
    const entity = entities[edge] ?? 0
    const record = records[edge] ?? 0
    if ((ofEntity[entity] ?? 0) >= 0 || (ofRecord[record] ?? 0) >= 0) continue
    ofEntity[entity] = edge
    ofRecord[record] = edge
  }
  return { ofEntity, ofRecord, rivals: rivalsFinder(edges, recordCount, ofEntity, ofRecord) }
}

function rivalsFinder(edges: Edges, recordCount: number, ofEntity: Int32Array, ofRecord: Int32Array) {
  const { scores, entities, records, starts, bits } = edges
  const byRecord = edgesByRecord(edges, recordCount)
  const scoreOf = (edge: number) => (edge < 0 ? 0 : (scores[edge] ?? 0))
  const isFree = (edge: number, match: number) =>
    match < 0 ||
    (scoreOf(match) < scoreOf(edge) + SPOKEN_FOR && ((bits[match] ?? 0) & SAME_NAME) <= ((bits[edge] ?? 0) & SAME_NAME))
  const rivals: Rivals = { entity: 0, record: 0, freeEntity: 0, freeRecord: 0, entityEdge: -1, recordEdge: -1 }

  return (edge: number): Rivals => {
    const entity = entities[edge] ?? 0
    const record = records[edge] ?? 0
    rivals.entity = rivals.record = rivals.freeEntity = rivals.freeRecord = 0
    rivals.entityEdge = rivals.recordEdge = -1
    for (let other = starts[entity] ?? 0; other < (starts[entity + 1] ?? 0); other++) {
      if (other === edge) continue
      const score = scoreOf(other)
      if (score > rivals.entity) rivals.entity = score
      const match = ofRecord[records[other] ?? 0] ?? -1
      if (score > rivals.freeEntity && isFree(other, match)) {
        rivals.freeEntity = score
        rivals.entityEdge = other
      }
    }
    for (let at = byRecord.starts[record] ?? 0; at < (byRecord.starts[record + 1] ?? 0); at++) {
      const other = byRecord.edges[at] ?? 0
      if (other === edge) continue
      const score = scoreOf(other)
      if (score > rivals.record) rivals.record = score
      const match = ofEntity[entities[other] ?? 0] ?? -1
      if (score > rivals.freeRecord && isFree(other, match)) {
        rivals.freeRecord = score
        rivals.recordEdge = other
      }
    }
    return rivals
  }
}

function edgesByRecord({ count, records }: Edges, recordCount: number) {
  const starts = new Uint32Array(recordCount + 1)
  for (let edge = 0; edge < count; edge++) {
    const next = (records[edge] ?? 0) + 1
    starts[next] = (starts[next] ?? 0) + 1
  }
  for (let record = 0; record < recordCount; record++) {
    starts[record + 1] = (starts[record + 1] ?? 0) + (starts[record] ?? 0)
  }
  const ends = starts.slice()
  const edges = new Uint32Array(count)
  for (let edge = 0; edge < count; edge++) {
    const record = records[edge] ?? 0
    const end = ends[record] ?? 0
    edges[end] = edge
    ends[record] = end + 1
  }
  return { starts, edges }
}
