-- Shared by the claims: reads candidates within a budget of bytes, grants the pending ones, drops the rest.

-- Records up to this size need no second thought; enqueue notes a queue's largest one in meta once it is larger.
local USUAL_BYTES = 16384

-- Reads only. Walks ids (the foremost is the last) until the budget of bytes is used up: at least one is walked, and each
-- is shown to visit(which, id, status key, status, record, tries). Returns how many were walked.
local function read_candidates(ids, most_bytes, largest, visit)
  local bytes, walked = 0, 0
  local each = math.max(USUAL_BYTES, tonumber(largest or 0))
  while walked < #ids and (walked == 0 or bytes < most_bytes) do
    local slice = math.max(1, math.min(#ids - walked, math.floor((most_bytes - bytes) / each), 1000))
    local keys = {}
    for i = 1, slice do
      keys[3 * i - 2], keys[3 * i - 1], keys[3 * i] = claimed_keys(ids[#ids + 1 - walked - i])
    end
    local values = redis.call('MGET', unpack(keys))
    local last = #ids - walked
    for i = 1, slice do
      local record = values[3 * i] or ''
      if walked > 0 and bytes + #record > most_bytes then
        return walked
      end
      walked = walked + 1
      bytes = bytes + #record
      local which = last + 1 - i
      visit(which, ids[which], keys[3 * i - 2], values[3 * i - 2], record, values[3 * i - 1])
    end
  end
  return walked
end

-- The fence rises with every claim of the job, also when the clock of Redis does not.
local fence_of_now = whole(now_micros)
local function next_fence(tries_text)
  if not tries_text then
    return fence_of_now
  end
  local _, _, fence = read_tries(tries_text)
  return whole(math.max(fence + 1, now_micros))
end

-- The nth claim in an answer: its entry, exactly as it stands in the list; tries; record.
local function answer_claim(claims, n, entry, tries_text, record)
  claims[3 * n - 2], claims[3 * n - 1], claims[3 * n] = entry, tries_text or '', record
end
