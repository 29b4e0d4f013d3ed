-- Shared by the claims: reads candidates within a budget of bytes, grants the pending ones, drops the rest.

-- Records up to this size need no second thought; enqueue notes a queue's largest one in meta once it is larger.
local USUAL_BYTES = 16384

-- Reads only. Walks ids (front first) until the budget of bytes is used up: at least one is walked.
-- Returns how many were walked, and their statuses, records and tries.
local function read_candidates(ids, most_bytes, largest)
  local statuses, records, tries = {}, {}, {}
  local bytes, walked = 0, 0
  local each = math.max(USUAL_BYTES, tonumber(largest or 0))
  while walked < #ids and (walked == 0 or bytes < most_bytes) do
    local slice = math.max(1, math.min(#ids - walked, math.floor((most_bytes - bytes) / each), 1000))
    local keys = {}
    for i = 1, slice do
      local id = ids[walked + i]
      keys[3 * i - 2] = status_key(id)
      keys[3 * i - 1] = tries_key(id)
      keys[3 * i] = record_key(id)
    end
    local values = redis.call('MGET', unpack(keys))
    for i = 1, slice do
      local record = values[3 * i] or ''
      if walked > 0 and bytes + #record > most_bytes then
        return walked, statuses, records, tries
      end
      walked = walked + 1
      bytes = bytes + #record
      statuses[walked] = values[3 * i - 2]
      tries[walked] = values[3 * i - 1]
      records[walked] = record
    end
  end
  return walked, statuses, records, tries
end

-- The fence rises with every claim of a job, also when the clock of Redis does not.
local function next_fence(tries_text)
  local _, _, fence = read_tries(tries_text)
  return whole(math.max(fence + 1, now_micros))
end

-- One claim in an answer: id, nonce, fence, tries, record.
local function answer_claim(claims, id, nonce, fence, tries_text, record)
  local at = #claims
  claims[at + 1] = id
  claims[at + 2] = nonce
  claims[at + 3] = fence
  claims[at + 4] = tries_text or ''
  claims[at + 5] = record or ''
end
