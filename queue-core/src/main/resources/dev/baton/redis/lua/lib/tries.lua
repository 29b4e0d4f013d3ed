-- What there is to know of earlier claims of a job, "failures crashes fence", in one hash a queue: only of jobs of which a
-- claim ended otherwise than well. A job that may be started only once has a fourth word, "once", from its enqueue on. So the happy path writes nothing, and reads nothing while there are no such jobs.

-- Redis keeps a small hash (by default up to 512 fields) as one packed row, and each look into it walks along the row.
-- Who looks for many ids there reads the row once instead.
local PACKED, MANY = 512, 32

-- Reads only. What stands in the hash of each id, by its place; nil or false: nothing.
local function tries_of(tries, ids)
  local known = redis.call('HLEN', tries)
  if known == 0 or #ids == 0 then
    return {}
  end
  if known > PACKED or #ids <= MANY then
    return redis.call('HMGET', tries, unpack(ids))
  end
  local row, by_id, found = redis.call('HGETALL', tries), {}, {}
  for i = 1, #row, 2 do
    by_id[row[i]] = row[i + 1]
  end
  for i = 1, #ids do
    found[i] = by_id[ids[i]] or false
  end
  return found
end

local ONCE = ' once'

-- Returns failures, crashes, fence, and whether the job may be started only once.
local function read_tries(text)
  if not text then
    return 0, 0, 0, false
  end
  local once = cut(text, -#ONCE) == ONCE
  local failures, crashes, fence = string.match(once and cut(text, 1, -#ONCE - 1) or text, '^(%d+) (%d+) (%d+)$')
  if not failures then
    return 0, 0, 0, once -- written by hand: start anew rather than stop the queue
  end
  return tonumber(failures), tonumber(crashes), tonumber(fence), once
end

-- Appends to what is to be written by HSET.
local function note_tries(noted, id, failures, crashes, fence, once)
  local n = #noted
  noted[n + 1] = id
  noted[n + 2] = whole(failures) .. ' ' .. whole(crashes) .. ' ' .. whole(fence) .. (once and ONCE or '')
end
