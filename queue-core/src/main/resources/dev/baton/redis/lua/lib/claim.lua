-- Shared by the claims: reads candidates within a budget of bytes, grants the pending ones, drops the rest.

--- @include lib/hand
--- @include lib/events

-- Records up to this size need no second thought; enqueue notes a queue's largest one in meta once it is larger.
local USUAL_BYTES = 16384

-- Reads only. Walks ids (the foremost is the last) until the budget of bytes is used up: at least one is walked, and each
-- is shown to visit(which, id, status key, status, record, tries). Returns how many were walked.
local function read_candidates(ids, tries, most_bytes, largest, visit)
  local bytes, walked, some_tried = 0, 0, redis.call('HLEN', tries) > 0
  local each = math.max(USUAL_BYTES, tonumber(largest or 0))
  while walked < #ids do
    local slice = math.max(1, math.min(#ids - walked, math.floor((most_bytes - bytes) / each), 1000))
    local keys, last = sized(2 * slice), #ids - walked
    for i = 1, slice do
      keys[2 * i - 1], keys[2 * i] = keys_of(ids[last + 1 - i])
    end
    local values = redis.call('MGET', unpack(keys))
    local noted = some_tried and tries_of(tries, { unpack(ids, last + 1 - slice, last) }) or NOTHING
    for i = 1, slice do
      local record = values[2 * i] or ''
      if walked > 0 and bytes + #record > most_bytes then
        return walked
      end
      walked = walked + 1
      bytes = bytes + #record
      local which = last + 1 - i
      visit(which, ids[which], keys[2 * i - 1], values[2 * i - 1], record, noted[slice + 1 - i])
    end
  end
  return walked
end

-- The fence rises with every claim of the job, also when the clock of Redis does not.
local function next_fence(tries_text)
  local _, _, fence = read_tries(tries_text)
  return whole(math.max(fence + 1, now_micros))
end

-- What makes entries of ids. The nonce is the name of the call: that is enough, for no call claims an id twice.
local function entries_of_call(call)
  local nonce = ' ' .. call .. ' '
  local first_claim = nonce .. whole(now_micros)
  return function(id, tries_text)
    return id .. (tries_text and nonce .. next_fence(tries_text) or first_claim)
  end
end

-- The nth claim in an answer: its entry, exactly as it stands in the list, and its record; and its tries if it has any.
local function answer_claim(claims, tried, n, entry, tries_text, record)
  claims[2 * n - 1], claims[2 * n] = entry, record
  if tries_text then
    tried[#tried + 1] = whole(n)
    tried[#tried + 1] = tries_text
  end
end

-- Writes. Tells of what is claimed; the ids are looked up in the answer, and only while somebody listens.
local function tell_claims(claims)
  if is_listened() then
    local ids = {}
    for i = 1, #claims, 2 do
      ids[#ids + 1] = id_of(claims[i])
    end
    tell_events('in-progress', ids)
  end
end
