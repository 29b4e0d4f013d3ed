#!lua flags=allow-oom
-- Incarnations that are expired and still hold something; and forgets those that expired more than a day ago and hold
-- nothing.
--
-- KEYS: meta workers
-- ARGV: clock most  1 to 1000
-- CHANGES: workers
-- ANSWERS: {worker}…
-- COST: one EXISTS of four keys an expired incarnation, at most 1000 of the latest and 100 of the oldest ones

--- @include lib/keys
--- @include lib/clock

local workers, most = KEYS[2], tonumber(ARGV[2])
local DAY_MS = 86400000

local function holds(worker)
  return redis.call('EXISTS', unpack(lane_keys(worker))) > 0
end

local found = {}
local function look(names)
  for i = 1, #names do
    if #found < most and holds(names[i]) then
      found[#found + 1] = names[i]
    end
  end
end

local old = redis.call('ZRANGE', workers, '-inf', whole(now - DAY_MS), 'BYSCORE', 'LIMIT', 0, 100)
look(old)
look(redis.call('ZRANGE', workers, whole(now), '(' .. whole(now - DAY_MS), 'BYSCORE', 'REV', 'LIMIT', 0, 1000))
for i = 1, #old do
  if not holds(old[i]) then
    redis.call('ZREM', workers, old[i])
  end
end
return found
