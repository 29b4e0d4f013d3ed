#!lua flags=no-writes,allow-oom
-- The sizes of a queue at one instant.
--
-- KEYS: meta pending scheduled workers done dead cancelled stats leases
-- ARGV: clock
-- CHANGES: nothing
-- ANSWERS: now paused pending waiting in-progress done dead cancelled live-workers next-due {counter, value}…
--          paused: 0 | 1; next-due: ms or ''; in-progress: elements held by the 1000 latest incarnations, and leases
-- COST: four LLEN an incarnation registered in the last day, at most 1000

--- @include lib/keys
--- @include lib/clock

local held = redis.call('ZCARD', KEYS[9])
for _, worker in ipairs(redis.call('ZRANGE', KEYS[4], 0, 999, 'REV')) do
  for _, list in ipairs(lane_keys(worker)) do
    held = held + redis.call('LLEN', list)
  end
end
local next_due = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')[2]
return {
  whole(now),
  whole(redis.call('HEXISTS', KEYS[1], 'paused')),
  whole(redis.call('LLEN', KEYS[2])),
  whole(redis.call('ZCARD', KEYS[3])),
  whole(held),
  whole(redis.call('LLEN', KEYS[5])),
  whole(redis.call('ZCARD', KEYS[6])),
  whole(redis.call('ZCARD', KEYS[7])),
  whole(redis.call('ZCOUNT', KEYS[4], '(' .. whole(now), '+inf')),
  next_due and whole(tonumber(next_due)) or '',
  redis.call('HGETALL', KEYS[8]),
}
